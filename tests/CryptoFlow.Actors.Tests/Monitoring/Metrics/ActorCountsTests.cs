using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using CryptoFlow.Testing;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>The counts of a real actor system, with the setting of <c>hocon/cryptoflow.conf</c>.</summary>
public sealed class ActorCountsTests : TestKit
{
    private readonly ActorCounts _counts = new();

    public ActorCountsTests()
        : base(ActorTestSettings.Patient + Repository.Read("hocon/cryptoflow.conf")) => ActorEvents.Subscribe(Sys, _counts);

    [Fact]
    public async Task Live_started_and_restarted_actors_are_counted_by_type()
    {
        var (first, second) = (Sys.ActorOf<Worker>(), Sys.ActorOf<Worker>());
        await CountsAsync(nameof(Worker), live: 2, starts: 2, restarts: 0);

        first.Tell(new InvalidOperationException("a defect"));
        await CountsAsync(nameof(Worker), live: 2, starts: 2, restarts: 1);

        Sys.Stop(second);
        await CountsAsync(nameof(Worker), live: 1, starts: 2, restarts: 1);
    }

    [Fact]
    public async Task An_actor_whose_constructor_fails_was_never_live()
    {
        var failing = Watch(Sys.ActorOf<Failing>());
        await ExpectTerminatedAsync(failing);
        Sys.ActorOf<Worker>();
        await CountsAsync(nameof(Worker), live: 1, starts: 1, restarts: 0);

        Assert.DoesNotContain(_counts.Now, c => c.Actor == nameof(Failing) && c.Live != 0);
    }

    [Fact]
    public async Task Actors_of_a_library_are_one_type_and_no_path_is_a_label()
    {
        var before = Akka().Starts;
        foreach (var name in (string[])["one", "two", "three"])
            Sys.ActorOf(Props.Create(() => new Relay()), name);
        CreateTestProbe();
        await Poll.UntilAsync(Akka, akka => akka.Starts > before);

        await CountsAsync(nameof(Relay), live: 3, starts: 3, restarts: 0);
        Assert.Equal([nameof(Relay), ActorCounts.OfAkka], _counts.Now.Select(c => c.Actor));
    }

    [Fact]
    public void Every_type_has_a_count_of_restarts_from_its_first_start_on()
    {
        var seen = new List<(string Name, string? Actor, long Value)>();
        using var meter = new Meter("test");
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (ReferenceEquals(instrument.Meter, meter)) l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((i, value, labels, _) => seen.Add((i.Name, (string?)labels[0].Value, value)));
        listener.Start();
        _ = new ActorInstruments(meter, _counts);

        _counts.Started(TestActor, typeof(Worker));
        listener.RecordObservableInstruments();

        Assert.Contains(("cryptoflow.actor.live", nameof(Worker), 1), seen);
        Assert.Contains(("cryptoflow.actor.starts", nameof(Worker), 1), seen);
        Assert.Contains(("cryptoflow.actor.restarts", nameof(Worker), 0), seen);
    }

    private ActorCount Akka() => _counts.Now.Single(c => c.Actor == ActorCounts.OfAkka);

    private Task<ActorCount> CountsAsync(string actor, int live, long starts, long restarts) =>
        Poll.UntilAsync(() => _counts.Now.FirstOrDefault(c => c.Actor == actor), count => count == new ActorCount(actor, live, starts, restarts));

    private sealed class Worker : ReceiveActor
    {
        public Worker() => Receive<Exception>(e => throw e);
    }

    private sealed class Failing : ReceiveActor
    {
        public Failing() => throw new InvalidOperationException("does not start");
    }

    private sealed class Relay : ReceiveActor;
}
