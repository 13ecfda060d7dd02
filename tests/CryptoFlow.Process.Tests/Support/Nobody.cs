using CryptoFlow.Processes.Faults.Support;

namespace CryptoFlow.Processes.Support;

/// <summary>The program as a user whom permissions bind. They do not bind the superuser: where the tests run as the superuser, the program runs as nobody.</summary>
internal static class Nobody
{
    public const string MayNotRun = "No other user can run the program here.";

    private static readonly string[] AsNobody = Environment.IsPrivilegedProcess
        ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        : [];

    /// <summary>Whether this is another user than the one that runs the tests.</summary>
    public static bool IsOther => AsNobody is not [];

    /// <summary>Whether that user may read the program, which lies where the tests were built.</summary>
    public static bool MayRun() =>
        !IsOther || SmallDisk.Run(AsNobody[0], [.. AsNobody[1..], "dotnet", ChildProcess.PathOfOwn("CryptoFlow.Web"), "--help"]);

    public static CryptoFlowProcess Start(string database, IReadOnlyDictionary<string, string?> environment) => new(
        ChildProcess.StartOwnUnder(AsNobody, "CryptoFlow.Web", ["--urls", "http://127.0.0.1:0", "--database", database], environment), database);
}
