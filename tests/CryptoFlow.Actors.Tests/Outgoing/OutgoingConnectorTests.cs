using System.Net;
using System.Net.Sockets;
using CryptoFlow.Exchanges;
using CryptoFlow.Monitoring;
using CryptoFlow.Simulator;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Outgoing;

public sealed class OutgoingConnectorTests
{
    private static readonly DnsEndPoint Target = new("exchange.test", 443);

    private readonly FakeTimeProvider _time = new();
    private readonly Addresses _addresses = new();
    private readonly RecordingLogger<OutgoingConnector> _log = new();

    [Fact]
    public async Task An_exchange_with_a_dead_first_address_is_read()
    {
        await using var market = await ExchangeSimulator.StartAsync(new SimulatorOptions());
        var system = new OutgoingConnector(TimeProvider.System, _log);
        var connector = new OutgoingConnector(TimeProvider.System, _log)
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([Addresses.Six, IPAddress.Loopback]),
            Dial = (target, ended) => target.Address.Equals(Addresses.Six) ? NeverAsync(ended) : system.Dial(target, ended),
        };
        var client = ExchangeClients.Create(
            Exchange.Binance,
            new UriBuilder(market.BaseAddress(Venue.Binance)) { Host = "exchange.test" }.Uri,
            TimeProvider.System,
            NullLoggerFactory.Instance,
            connector: connector);

        var answer = await client.GetInstrumentsAsync(default);

        Assert.True(answer.IsSuccess, answer.Error?.Message);
        var (number, text) = Assert.Single(_log.Lines);
        Assert.Equal(6001, number);
        Assert.Matches(@"^exchange\.test was reached at 127\.0\.0\.1, but not at all of its addresses: 2001:db8::1 gave no answer within", text);
    }

    [Fact]
    public async Task A_failed_request_names_every_address_that_did_not_answer()
    {
        var client = ExchangeClients.Create(
            Exchange.Binance, new Uri("http://exchange.test"), _time, NullLoggerFactory.Instance, connector: Connector(Addresses.Six, Addresses.Four));
        var answer = client.GetInstrumentsAsync(default);
        await _addresses.BegunAsync(1);
        _time.Advance(AddressRace.AttemptDelay);
        await _addresses.BegunAsync(2);
        _time.Advance(OutgoingConnector.DefaultTimeout - AddressRace.AttemptDelay);

        Assert.Equal(
            "Binance: No address answers: 2001:db8::1 gave no answer within 10 s; 192.0.2.1 gave no answer within 9.75 s (exchange.test:80)",
            (await answer).Error?.Message);
    }

    [Fact]
    public async Task Refusals_are_named_address_by_address()
    {
        _addresses.Refuses(Addresses.Six);
        _addresses.Refuses(Addresses.Four);
        var failure = await Assert.ThrowsAsync<ConnectException>(async () => await Connector(Addresses.Six, Addresses.Four).ConnectAsync(Target, default));
        Assert.Equal("No address answers: 2001:db8::1 failed: Connection refused; 192.0.2.1 failed: Connection refused", failure.Message);
    }

    [Fact]
    public async Task The_error_of_a_target_that_is_an_IP_address_is_passed_on_unchanged()
    {
        _addresses.Refuses(Addresses.Four);
        await Assert.ThrowsAsync<SocketException>(async () => await Connector().ConnectAsync(new DnsEndPoint("192.0.2.1", 80), default));
    }

    [Fact]
    public async Task A_resolver_that_does_not_answer_is_named()
    {
        var resolving = new TaskCompletionSource();
        var connector = new OutgoingConnector(_time, _log)
        {
            Resolve = async (_, cancellation) =>
            {
                resolving.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation);
                return [];
            },
        };
        var connecting = connector.ConnectAsync(Target, default).AsTask();
        await resolving.Task;
        _time.Advance(OutgoingConnector.DefaultTimeout);
        Assert.Equal("The name exchange.test was not resolved within 10 s", (await Assert.ThrowsAsync<ConnectException>(() => connecting)).Message);
    }

    [Fact]
    public async Task The_caller_s_cancellation_is_no_failure_of_an_address()
    {
        using var caller = new CancellationTokenSource();
        var connecting = Connector(Addresses.Six, Addresses.Four).ConnectAsync(Target, caller.Token).AsTask();
        await _addresses.BegunAsync(1);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task The_address_that_answered_is_tried_first_from_then_on_and_the_warning_does_not_repeat()
    {
        _addresses.Refuses(Addresses.Six);
        _addresses.Answers(Addresses.Four);
        var connector = Connector(Addresses.Six, Addresses.Four);
        for (var i = 0; i < 3; i++)
            await connector.ConnectAsync(Target, default);
        Assert.Equal([Addresses.Six, Addresses.Four, Addresses.Four, Addresses.Four], _addresses.Dialled);

        await connector.ConnectAsync(new DnsEndPoint("other.test", 443), default);
        Assert.Single(_log.Lines);
    }

    private OutgoingConnector Connector(params IPAddress[] resolved) => new(_time, _log)
    {
        Resolve = (_, _) => Task.FromResult(resolved),
        Dial = (target, ended) => _addresses.DialAsync(target.Address, ended),
    };

    private static async Task<Stream> NeverAsync(CancellationToken ended)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ended);
        throw new InvalidOperationException("not reached");
    }
}
