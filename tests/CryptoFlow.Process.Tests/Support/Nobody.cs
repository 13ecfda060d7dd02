using CryptoFlow.Processes.Faults.Support;

namespace CryptoFlow.Processes.Support;

/// <summary>Runs the program as a user whom file permissions restrict. They do not restrict the superuser: if the tests run as superuser, the program runs as nobody.</summary>
internal static class Nobody
{
    public const string MayNotRun = "No other user can run the program here.";

    private static readonly string[] AsNobody = Environment.IsPrivilegedProcess
        ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        : [];

    /// <summary>True if this user is not the user who runs the tests.</summary>
    public static bool IsOther => AsNobody is not [];

    /// <summary>True if this user may read and run the program in the build folder.</summary>
    public static bool MayRun() =>
        !IsOther || SmallDisk.Run(AsNobody[0], [.. AsNobody[1..], "dotnet", ChildProcess.PathOfOwn("CryptoFlow.Web"), "--help"]);

    public static CryptoFlowProcess Start(string database, IReadOnlyDictionary<string, string?> environment) => new(
        ChildProcess.StartOwnUnder(AsNobody, "CryptoFlow.Web", ["--urls", "http://127.0.0.1:0", "--database", database], environment), database);
}
