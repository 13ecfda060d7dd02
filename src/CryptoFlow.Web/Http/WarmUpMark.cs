namespace CryptoFlow.Web.Http;

/// <summary>Marks a request of the warm-up.</summary>
internal sealed class WarmUpMark
{
    public static readonly WarmUpMark Instance = new();

    private WarmUpMark()
    {
    }

    public static bool IsOn(HttpContext http) => http.Features.Get<WarmUpMark>() is not null;
}
