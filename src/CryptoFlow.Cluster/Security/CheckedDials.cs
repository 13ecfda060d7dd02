using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Remote;
using Akka.Remote.Transport;

namespace CryptoFlow.Cluster.Security;

/// <summary>Gives <see cref="CheckedDials"/> its probe: Akka creates the provider of a transport adapter itself, without arguments.</summary>
internal sealed class DialProbeSetup(DialProbe probe) : Setup
{
    public DialProbe Probe => probe;
}

/// <summary>Puts <see cref="CheckedTransport"/> in front of Akka's transport. Named by the HOCON of <c>TlsHosting</c>.</summary>
internal sealed class CheckedDials : ITransportAdapterProvider
{
    public Transport Create(Transport wrappedTransport, ExtendedActorSystem system) =>
        new CheckedTransport(wrappedTransport, system, system.Settings.Setup.Get<DialProbeSetup>().Value.Probe);
}

/// <summary>
/// Tries the TLS handshake with another node before Akka dials that node. Akka ends the actor system of a node whose own handshake fails, and no setting changes that. So
/// without the probe one process with a wrong certificate, or without TLS, at the address of a node would end every node that dials this address.
/// </summary>
internal sealed class CheckedTransport : Transport
{
    private readonly Transport _inner;
    private readonly DialProbe _probe;

    public CheckedTransport(Transport inner, ActorSystem system, DialProbe probe) => (_inner, _probe, System, Config) = (inner, probe, system, inner.Config);

    public override string SchemeIdentifier => _inner.SchemeIdentifier;

    public override long MaximumPayloadBytes => _inner.MaximumPayloadBytes;

    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen() => _inner.Listen();

    public override bool IsResponsibleFor(Address remote) => _inner.IsResponsibleFor(remote);

    /// <exception cref="InvalidAssociationException">The probe has failed. Akka dials this address again after some seconds.</exception>
    public override async Task<AssociationHandle> Associate(Address remoteAddress) => await _probe.FindFaultAsync(remoteAddress.Host, remoteAddress.Port ?? 0) is { } fault
        ? throw new InvalidAssociationException(fault)
        : await _inner.Associate(remoteAddress);

    public override Task<bool> ManagementCommand(object message) => _inner.ManagementCommand(message);

    public override Task<bool> Shutdown() => _inner.Shutdown();
}
