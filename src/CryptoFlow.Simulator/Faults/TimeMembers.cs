using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Faults;

/// <summary>The members of an envelope with the exchange's time: Bybit's <c>time</c>, Bitget's <c>requestTime</c>.</summary>
internal static class TimeMembers
{
    public static void RemoveFrom(JsonBody body)
    {
        Remove(body, ",\"time\":"u8);
        Remove(body, ",\"requestTime\":"u8);
    }

    // The member follows another member, and its value is a number.
    private static void Remove(JsonBody body, ReadOnlySpan<byte> member)
    {
        var json = body.Written.Span;
        var start = json.LastIndexOf(member);
        if (start < 0)
            return;
        var digits = json[(start + member.Length)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        body.Remove(start, member.Length + digits);
    }
}
