using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Akka.Actor;
using CryptoFlow.Cluster.Commits;
using CryptoFlow.Cluster.Joining;
using CryptoFlow.Cluster.Singletons;
using CryptoFlow.Cluster.Telemetry;
using CryptoFlow.Cluster.Wire;
using CryptoFlow.Membership;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Cluster.Tests.Telemetry;

/// <summary>What a node's metrics say of a cluster, without a cluster.</summary>
public sealed class ClusterInstrumentsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Meter _meter = new("test");
    private readonly MeterRecord _seen;
    private readonly View _cluster = new();
    private readonly LostMembers _lost = new();
    private readonly SingletonBoard _here;
    private readonly WireCounters _wire;
    private readonly CommitReach _commits = new();
    private readonly WriterSigns _writer;

    public ClusterInstrumentsTests()
    {
        _seen = new MeterRecord(meter => ReferenceEquals(meter, _meter));
        _here = new SingletonBoard(_time);
        _wire = new WireCounters(NullLogger<WireCounters>.Instance, _time, _meter);
        _writer = new WriterSigns(_time, _meter);
        _ = new ClusterInstruments(_meter, _cluster, _lost, _here, _wire, _commits, _writer);
    }

    public void Dispose()
    {
        _seen.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Members_are_counted_by_status_and_a_status_without_members_is_0()
    {
        _cluster.Members = [Member("a", "up"), Member("b", "up"), Member("c", "leaving", isReachable: false)];
        _seen.Collect();

        Assert.Equal([2], _seen.Values("cryptoflow.cluster.members", "up"));
        Assert.Equal([1], _seen.Values("cryptoflow.cluster.members", "leaving"));
        Assert.Equal([0], _seen.Values("cryptoflow.cluster.members", "joining"));
        Assert.Equal([0], _seen.Values("cryptoflow.cluster.members", "down"));
        Assert.Equal([1], _seen.Values("cryptoflow.cluster.unreachable"));
    }

    /// <summary>To Prometheus, a counter that appears with its first event has not increased.</summary>
    [Fact]
    public void Lost_members_are_counted_from_0()
    {
        Assert.Equal(0, Now("cryptoflow.cluster.members.lost"));
        _lost.Add();
        Assert.Equal(1, Now("cryptoflow.cluster.members.lost"));
    }

    [Fact]
    public void A_node_says_whether_it_is_the_leader()
    {
        _cluster.Leader = "other";
        Assert.Equal(0, Now("cryptoflow.cluster.leader"));
        _cluster.Leader = _cluster.Self;
        Assert.Equal(1, Now("cryptoflow.cluster.leader"));
        _cluster.Leader = null;
        Assert.Equal(0, Now("cryptoflow.cluster.leader"));
    }

    [Fact]
    public void A_node_says_whether_it_runs_the_writer_and_not_where_it_believes_that_the_writer_runs()
    {
        Assert.Equal(0, Now("cryptoflow.cluster.singleton.here", "writer"));
        _here.Started(NodeParts.Writer, ActorRefs.Nobody);
        Assert.Equal(1, Now("cryptoflow.cluster.singleton.here", "writer"));
        _here.Stopped(NodeParts.Writer);
        Assert.Equal(0, Now("cryptoflow.cluster.singleton.here", "writer"));
    }

    [Fact]
    public void Each_message_is_in_the_histogram_and_the_largest_is_shown_once()
    {
        _wire.AddWritten(100);
        _wire.AddRead(5_000);
        Assert.Equal([100], _seen.Values("cryptoflow.cluster.message.size", "written"));
        Assert.Equal([5_000], _seen.Values("cryptoflow.cluster.message.size", "read"));

        Assert.Equal(5_000, Now("cryptoflow.cluster.message.size.max"));
        Assert.Equal(0, Now("cryptoflow.cluster.message.size.max"));
        Assert.Equal(WireLimits.MaxMessageBytes, Now("cryptoflow.cluster.message.size.limit"));
    }

    [Fact]
    public void Refused_messages_are_counted_by_reason_and_every_reason_is_there_from_the_start()
    {
        _wire.AddRefused(WireRefusal.OtherVersion, "w.WriteCandles.9", "Not read.");
        _seen.Collect();

        Assert.Equal([1], _seen.Values("cryptoflow.cluster.message.refused", "other_version"));
        Assert.All(["not_mapped", "too_large", "unknown_message", "unreadable"], reason => Assert.Equal([0], _seen.Values("cryptoflow.cluster.message.refused", reason)));
    }

    [Fact]
    public void The_silence_of_the_writer_is_absent_before_its_first_sign()
    {
        _seen.Collect();
        Assert.Empty(_seen.Values("cryptoflow.cluster.writer.silence"));

        _writer.Heard(1);
        _time.Advance(TimeSpan.FromSeconds(3));
        _commits.AddFill();
        Assert.Equal(3, Now("cryptoflow.cluster.writer.silence"));
        Assert.Equal(1, Now("cryptoflow.cluster.commit.fills"));
    }

    private double Now(string name, string label = "")
    {
        _seen.Collect();
        return Assert.Single(_seen.Values(name, label));
    }

    private static ClusterMember Member(string address, string status, bool isReachable = true) => new(address, ["web"], status, isReachable, "1.0.0");

    private sealed class View : IClusterControl
    {
        public string Self => "self";

        public string? Leader { get; set; }

        public ImmutableArray<ClusterMember> Members { get; set; } = [];

        public ImmutableArray<SingletonPlace> Singletons => throw new NotSupportedException();

        public void Join(string address) => throw new NotSupportedException();

        public void Leave(string address) => throw new NotSupportedException();

        public void Down(string address) => throw new NotSupportedException();

        public IAsyncEnumerable<ClusterNotice> TailAsync(CancellationToken ended) => throw new NotSupportedException();
    }
}
