using System.Diagnostics.Metrics;
using System.Text.Json;
using Akka.Cluster;
using CryptoFlow.Cluster.Commits;
using CryptoFlow.Cluster.Joining;
using CryptoFlow.Cluster.Operations;
using CryptoFlow.Cluster.Singletons;
using CryptoFlow.Cluster.Wire;
using CryptoFlow.Membership;

namespace CryptoFlow.Cluster.Telemetry;

/// <summary>
/// The metrics of this node about the cluster. A scrape reads this node's view in memory and sends no message. Each figure is the view of this node only, so a
/// comparison of the nodes shows when they disagree. A process that runs alone has none of these metrics.
/// </summary>
internal sealed class ClusterInstruments
{
    private static readonly string[] Statuses =
        [.. Enum.GetValues<MemberStatus>().Where(status => status != MemberStatus.Removed).Select(ClusterControl.NameOf)];

    private static readonly (WireRefusal Reason, string Name)[] Refusals =
        [.. Enum.GetValues<WireRefusal>().Select(reason => (reason, JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString())))];

    private readonly Meter _meter;

    /// <param name="meter">The program's meter.</param>
    /// <param name="cluster">This node's view of the cluster.</param>
    /// <param name="lost">Counts the members that were removed without a leave.</param>
    /// <param name="here">The singletons that run on this node.</param>
    /// <param name="wire">Counts messages between nodes.</param>
    /// <param name="commits">Counts reads of missed commits.</param>
    /// <param name="writer">Knows when this node last heard from the writer.</param>
    public ClusterInstruments(Meter meter, IClusterControl cluster, LostMembers lost, SingletonBoard here, WireCounters wire, CommitReach commits, WriterSigns writer)
    {
        _meter = meter;
        Members(cluster, lost, here);
        Messages(wire);
        Writer(commits, writer);
    }

    private void Members(IClusterControl cluster, LostMembers lost, SingletonBoard here)
    {
        _meter.CreateObservableGauge(
            "cryptoflow.cluster.members",
            () =>
            {
                var counts = cluster.Members.CountBy(m => m.Status).ToDictionary();
                return Statuses.Select(status => Value(counts.GetValueOrDefault(status), "status", status));
            },
            "{member}",
            "Members of the cluster as this node sees them, by status.");
        _meter.CreateObservableGauge(
            "cryptoflow.cluster.unreachable", () => cluster.Members.Count(m => !m.IsReachable), "{member}", "Members from which some node gets no heartbeat, as this node sees it.");
        _meter.CreateObservableCounter(
            "cryptoflow.cluster.members.lost", () => lost.Count, "{member}", "Members that this node has seen removed without a leave.");
        _meter.CreateObservableGauge(
            "cryptoflow.cluster.leader", () => cluster.Leader == cluster.Self ? 1 : 0, "{node}", "1 while this node believes that it is the leader, else 0.");
        _meter.CreateObservableGauge(
            "cryptoflow.cluster.singleton.here",
            () => NodeParts.Singletons.Select(name => Value(here.SinceOf(name) is null ? 0 : 1, "singleton", name)),
            "{singleton}",
            "1 while this node runs the singleton, else 0.");
    }

    private void Messages(WireCounters wire)
    {
        _meter.CreateObservableGauge(
            "cryptoflow.cluster.message.size.max", wire.TakeLargest, "By", "Largest message that was written or read since the metrics were last collected.");
        _meter.CreateObservableGauge("cryptoflow.cluster.message.size.limit", () => WireLimits.MaxMessageBytes, "By", "Size above which a message is refused before it is sent.");
        _meter.CreateObservableCounter(
            "cryptoflow.cluster.message.refused",
            () => Refusals.Select(r => Value(wire.RefusedFor(r.Reason), "reason", r.Name)),
            "{message}",
            "Messages that were not sent, or that this node could not read, by reason.");
    }

    private void Writer(CommitReach commits, WriterSigns writer)
    {
        _meter.CreateObservableGauge(
            "cryptoflow.cluster.writer.silence",
            () => writer.Silence is { } silence ? [new Measurement<double>(silence.TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            "Time since this node has last heard of the writer, which gives a sign each second.");
        _meter.CreateObservableCounter(
            "cryptoflow.cluster.commit.fills", () => commits.Fills, "{read}", "Reads of the commit log for commits that this node had missed, or because the writer was replaced.");
    }

    /// <summary>Adds the time that is left until this node's certificate ends.</summary>
    /// <param name="end">End of the certificate.</param>
    /// <param name="time">The clock.</param>
    public void Certificate(DateTimeOffset end, TimeProvider time) => _meter.CreateObservableGauge(
        "cryptoflow.cluster.certificate.remaining", () => (end - time.GetUtcNow()).TotalSeconds, "s", "Time until this node's certificate ends.");

    private static Measurement<long> Value(long value, string label, string name) => new(value, new KeyValuePair<string, object?>(label, name));
}
