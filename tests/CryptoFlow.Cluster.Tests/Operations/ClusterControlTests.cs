using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using CryptoFlow.Membership;
using CryptoFlow.Testing;

namespace CryptoFlow.Cluster.Operations;

/// <summary>The operator's view of a real cluster of one node.</summary>
public sealed class ClusterControlTests : IAsyncLifetime
{
    private static readonly TimeSpan Within = HangGuard.Limit;

    private readonly ActorSystem _system = ActorSystem.Create("cryptoflow", ConfigurationFactory.ParseString("""
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.actor.provider = cluster
        akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
        akka.cluster { roles = [web, db], downing-provider-class = "" }
        """));

    private ClusterControl _control = null!;

    public async Task InitializeAsync()
    {
        _control = new ClusterControl(_system, TimeProvider.System, new NoPlaces());
        _control.Join(_control.Self);
        await Poll.UntilAsync(() => Task.FromResult(_control.Members), members => members is [{ Status: "up" }]);
    }

    public async Task DisposeAsync() => await _system.Terminate();

    [Fact]
    public async Task A_node_lists_itself_with_its_roles_and_is_the_leader()
    {
        var member = Assert.Single(_control.Members);
        Assert.Equal((_control.Self, true), (member.Address, member.IsReachable));
        Assert.Equal("db web", string.Join(' ', member.Roles));
        Assert.StartsWith("akka.tcp://cryptoflow@127.0.0.1:", member.Address, StringComparison.Ordinal);
        await Poll.UntilAsync(() => Task.FromResult(_control.Leader), leader => leader == _control.Self);
    }

    [Fact]
    public async Task The_tail_begins_with_the_members_of_now_then_shows_a_leave_and_ends_with_the_token()
    {
        using var ended = new CancellationTokenSource(Within);
        var changes = new List<string>();
        await foreach (var notice in _control.TailAsync(ended.Token))
        {
            changes.Add(notice.Change);
            if (notice is { Change: "member up" })
            {
                Assert.Equal((_control.Self, "[db,web]"), (notice.Address, notice.Detail));
                _control.Leave(_control.Self);
            }

            if (notice.Change is "member leaving" or "member exiting" or "member removed")
                await ended.CancelAsync();
        }

        Assert.Equal("member up", changes[0]);
        Assert.Contains(changes, change => change is "member leaving" or "member exiting" or "member removed");
    }

    private sealed class NoPlaces : ISingletonPlaces
    {
        public ImmutableArray<SingletonPlace> Now => [];
    }
}
