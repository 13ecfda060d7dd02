using CryptoFlow.PlantedLeft;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Web.CommandLine;

namespace CryptoFlow.Web.Tests.Dependencies;

/// <summary>Keeps one direction of dependencies between the folders of the program (docs/architecture.md, Folders).</summary>
public class FolderGraphTests
{
    /// <summary>What each folder may use. A new folder needs a row here, and a new use needs an entry. The table must stay free of cycles.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Market"] = [],
        ["Logging"] = [],
        ["Errors"] = [],
        ["Retries"] = [],
        ["Messages"] = [],
        ["Membership"] = [],
        ["Composition"] = [],
        ["Trades"] = ["Market"],
        ["Outgoing"] = ["Logging"],
        ["Exchanges"] = ["Market", "Outgoing"],
        ["Verification"] = ["Market"],
        ["Storage"] = ["Market", "Logging", "Retries", "Messages", "Composition", "Trades"],
        ["Backups"] = ["Composition", "Storage"],
        ["Import"] = ["Market", "Errors", "Retries", "Messages", "Exchanges", "Storage"],
        ["Export"] = ["Market", "Storage"],
        ["Collectors"] = ["Market", "Logging", "Retries", "Messages", "Composition", "Outgoing", "Exchanges", "Storage", "Verification"],
        ["Trading"] = ["Market", "Logging", "Retries", "Messages", "Composition", "Trades", "Storage"],
        ["Monitoring"] = ["Market", "Logging", "Membership", "Composition", "Outgoing", "Trades", "Storage", "Backups", "Collectors", "Trading"],
        ["Configuration"] = ["Errors", "Market", "Membership", "Storage", "Backups", "Collectors", "Trading", "Monitoring"],
        ["CryptoFlow"] = ["Market", "Composition", "Storage", "Backups", "Collectors", "Trading", "Monitoring", "Configuration"],

        ["Web.Logging"] = [],
        ["Web.PaperRecords"] = ["Trades"],
        ["Web.Http"] = ["Market", "Retries", "Messages", "Storage", "Monitoring", "Configuration", "Web.Logging"],
        ["Web.Caching"] = ["Market", "Storage", "Web.Http"],
        ["Web.CandlePages"] = ["Market", "Storage", "Collectors", "Monitoring", "Web.Http", "Web.Caching"],
        ["Web.Backtests"] = ["Market", "Retries", "Messages", "Trades", "Storage", "Trading", "Configuration", "Web.Logging", "Web.Http"],
        ["Web.Sockets"] = ["Market", "Trades", "Storage", "Collectors", "Configuration", "Web.Logging", "Web.PaperRecords", "Web.Http", "Web.Caching", "Web.CandlePages"],
        ["Web.Feed"] = ["Market", "Trades", "Storage", "Configuration", "Web.Logging", "Web.Http", "Web.CandlePages", "Web.Sockets"],
        ["Web.Telemetry"] = ["Membership", "Outgoing", "Storage", "Monitoring", "Configuration", "Web.Http", "Web.Sockets", "Web.Feed"],
        ["Web.Warming"] = ["Market", "Membership", "Storage", "Collectors", "Monitoring", "Web.Logging", "Web.Http"],
        ["Web.Page"] = ["Web.Http", "Dashboard"],
        ["Web.Demo"] = ["Market", "Storage", "Collectors", "Configuration", "Simulator"],
        ["Web.Api"] =
        [
            "Market", "Membership", "Retries", "Messages", "Trades", "Import", "Export", "Storage", "Backups", "Collectors", "Trading", "Monitoring", "Configuration",
            "Web.Logging", "Web.PaperRecords", "Web.Http", "Web.Caching", "Web.CandlePages", "Web.Backtests", "Web.Sockets", "Web.Feed", "Web.Telemetry", "Web.Warming",
            "Web.Page", "Dashboard",
        ],
        ["Web.Operations"] = ["Errors", "Market", "Membership", "Storage", "Collectors", "Monitoring", "Web.Logging", "Web.Http", "Web.Api"],
        ["Web.Hosting"] =
        [
            "Market", "Membership", "Messages", "Storage", "Collectors", "Trading", "Monitoring", "Configuration",
            "Web.Logging", "Web.Http", "Web.Caching", "Web.CandlePages", "Web.Backtests", "Web.Sockets", "Web.Feed", "Web.Telemetry", "Web.Warming", "Web.Api", "Web.Operations",
            "Web.Page", "Dashboard",
        ],
        ["Web.CommandLine"] =
        [
            "Market", "Errors", "Membership", "Retries", "Messages", "Composition", "Trades", "Outgoing", "Exchanges", "Verification", "Import", "Export", "Storage", "Collectors", "Trading", "Monitoring", "Configuration",
            "CryptoFlow", "Cluster", "Web.Logging", "Web.Http", "Web.CandlePages", "Web.Backtests", "Web.Api", "Web.Operations", "Web.Demo", "Web.Hosting",
        ],
    };

    private static readonly FolderGraph Program = FolderGraph.Of(typeof(CryptoFlowHosting).Assembly, typeof(CryptoFlowCommands).Assembly);

    [Fact]
    public void Each_folder_uses_only_the_folders_below_it() => Assert.Empty(Program.Forbidden(Allowed));

    [Fact]
    public void The_table_has_no_cycle() => Assert.Null(FolderGraph.FindCycle(Allowed));

    [Fact]
    public void The_table_allows_nothing_that_no_folder_needs()
    {
        var used = Program.Uses.Select(use => (use.From, use.To)).ToHashSet();
        Assert.DoesNotContain(Allowed.SelectMany(row => row.Value.Select(to => (row.Key, to))), use => !used.Contains(use));
    }

    /// <summary>Only the SQLite store and the storage monitor, which watches its file, know the engine.</summary>
    [Fact]
    public void Only_the_SQLite_store_and_its_monitor_use_the_engine() => Assert.DoesNotContain(
        Program.UsersOf(type => type.StartsWith("SQLitePCL.", StringComparison.Ordinal) || type.StartsWith("Microsoft.Data.Sqlite.", StringComparison.Ordinal)),
        user => !user.StartsWith("CryptoFlow.Storage.Sqlite.", StringComparison.Ordinal) && !user.StartsWith("CryptoFlow.Storage.Monitor.", StringComparison.Ordinal));

    /// <summary>The features use the store by its contract. Composition chooses the implementation. Commands use <see cref="DatabaseFile"/>.</summary>
    [Fact]
    public void Only_composition_and_the_monitor_use_the_SQLite_store() => Assert.DoesNotContain(
        Program.UsersOf(type => type.StartsWith("CryptoFlow.Storage.Sqlite.", StringComparison.Ordinal) && type != typeof(DatabaseFile).FullName),
        user => !user.StartsWith("CryptoFlow.Storage.Sqlite.", StringComparison.Ordinal)
            && !user.StartsWith("CryptoFlow.Storage.Monitor.", StringComparison.Ordinal)
            && !user.EndsWith("Hosting", StringComparison.Ordinal));

    [Fact]
    public void A_planted_cycle_is_found()
    {
        var planted = FolderGraph.OfNamespaces(typeof(LeftThing).Assembly, "CryptoFlow.PlantedLeft", "CryptoFlow.PlantedRight").Uses
            .Where(use => use.From.StartsWith("Planted", StringComparison.Ordinal))
            .OrderBy(use => use.From)
            .ToDictionary(use => use.From, use => new[] { use.To });
        Assert.Equal("PlantedLeft uses PlantedRight uses PlantedLeft", FolderGraph.FindCycle(planted));
    }
}
