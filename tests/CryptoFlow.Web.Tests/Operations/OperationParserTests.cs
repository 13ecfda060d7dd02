using CryptoFlow.Web.Operations;
using static CryptoFlow.Web.Operations.OperationRequest;

namespace CryptoFlow.Web.Tests.Operations;

public sealed class OperationParserTests
{
    public static TheoryData<string> Verbs => [.. OperationsPalette.All.SelectMany(p => p.Verbs.Select(v => $"{p.Name} {v.Name}"))];

    [Theory, MemberData(nameof(Verbs))]
    public void Each_verb_has_help_that_names_its_arguments(string name)
    {
        var (palette, verb) = (name.Split(' ')[0], name.Split(' ')[1]);
        var help = Assert.IsType<Help>(OperationParser.Parse([palette, verb, "help"]));
        Assert.StartsWith($"{palette} {verb}", help.Lines[0], StringComparison.Ordinal);
        Assert.EndsWith(".", help.Lines[1], StringComparison.Ordinal);
        var arguments = OperationsPalette.All.Single(p => p.Name == palette).Verbs.Single(v => v.Name == verb).Arguments;
        Assert.All(arguments, a => Assert.Contains(help.Lines, line => line.Contains(a.Description, StringComparison.Ordinal)));
        Assert.Contains(Assert.IsType<Help>(OperationParser.Parse([])).Lines, line => line.Contains(help.Lines[0], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("actor hierarchy", "depth=4 start=/user")]
    [InlineData("actor hierarchy -d 2 --start=/user/storage", "depth=2 start=/user/storage")]
    [InlineData("db why --at 03:12", "around=60 at=03:12")]
    [InlineData("db checkpoint", "mode=passive")]
    [InlineData("db checkpoint -m TRUNCATE --yes", "mode=truncate")]
    [InlineData("collector resume Binance", "exchange=binance")]
    [InlineData("--yes collector pause bybit", "exchange=bybit")]
    public void Arguments_are_read_by_switch_or_place_and_have_defaults(string words, string values)
    {
        var call = Assert.IsType<Call>(Parse(words));
        Assert.Equal(values, string.Join(' ', call.Arguments.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}")));
    }

    [Theory]
    [InlineData("dc status", "'dc' is not a palette; allowed are cluster, actor, db, collector. The nearest is db.")]
    [InlineData("db", "A verb is missing after db; the verbs are status, locks, readers, retention, checkpoint, why.")]
    [InlineData("db lock", "'lock' is not a verb of db; allowed are status, locks, readers, retention, checkpoint, why. The nearest is db locks.")]
    [InlineData("collector resmue binance", "'resmue' is not a verb of collector; allowed are status, backfill, pause, resume. The nearest is collector resume.")]
    [InlineData("cluster listen", "'listen' is not a verb of cluster; allowed are show, status, leader, singletons, tail, join, leave, down, down-unreachable.")]
    [InlineData("db why", "db why needs --at|-a AT; use: db why --at|-a AT [--around AROUND].")]
    [InlineData("db why --at", "The value of --at is missing; use: db why --at|-a AT [--around AROUND].")]
    [InlineData("db why --att 03:12", "'--att' is not a switch of db why; allowed are --at, -a, --around. The nearest is --at.")]
    [InlineData("db why --at 1 -a 2 --at 3", "-a is given twice.")]
    [InlineData("db status now", "db status does not take 'now'; use: db status.")]
    [InlineData("db status --now", "'--now' is not a switch of db status, which takes none.")]
    [InlineData("db checkpoint --mode full", "'full' is not a mode of db checkpoint; allowed are passive, truncate.")]
    [InlineData("collector resume kraken", "'kraken' is not an exchange of collector resume; allowed are binance, bybit, bitget.")]
    [InlineData("db checkpoint --mode truncate", "A truncate checkpoint makes writes wait while it runs. Give --yes to run db checkpoint.")]
    [InlineData("collector pause binance", "While an exchange is paused, its candles are not collected. Give --yes to run collector pause.")]
    [InlineData("collector backfill", "A backfill sends many requests to the exchanges. Give --yes to run collector backfill.")]
    public void Wrong_words_get_a_sentence_that_says_what_is_allowed(string words, string sentence) =>
        Assert.Equal(sentence, Assert.IsType<Wrong>(Parse(words)).Sentence);

    [Theory]
    [InlineData("03:12", "2026-11-27T03:12:00Z")]
    [InlineData("13:00:05", "2026-11-26T13:00:05Z")]
    [InlineData("2026-11-20T01:00", "2026-11-20T01:00:00Z")]
    [InlineData("1700000000000", "2023-11-14T22:13:20Z")]
    public void A_time_of_day_is_the_last_one_that_has_passed(string text, string time) =>
        Assert.Equal(time, LineValues.TimeText(TimeOfDay.Parse(text, new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero))));

    private static OperationRequest Parse(string words) => OperationParser.Parse(words.Split(' '));
}
