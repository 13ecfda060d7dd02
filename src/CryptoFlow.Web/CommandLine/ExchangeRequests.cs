namespace CryptoFlow.Web.CommandLine;

/// <summary>The requests that a command may send to exchanges when it works without a server.</summary>
internal enum ExchangeRequests
{
    /// <summary>None: the command works on the file only.</summary>
    None,

    /// <summary>Only requests that check whether a series can be collected.</summary>
    Checks,

    /// <summary>All requests of the collectors.</summary>
    All,
}
