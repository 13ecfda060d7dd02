using Akka.Hosting;
using Akka.Remote.Hosting;
using CryptoFlow.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Cluster.Security;

/// <summary>Composes mutual TLS between the nodes.</summary>
internal static class TlsHosting
{
    /// <summary>Adds the probe of <see cref="CheckedDials"/>, and returns Akka's options of TLS; null without a certificate.</summary>
    public static SslOptions? AddTls(this AkkaConfigurationBuilder akka, ClusterTlsOptions options, IServiceProvider services)
    {
        if (string.IsNullOrEmpty(options.CertificatePath))
            return null;
        var (peers, time) = (services.GetRequiredService<PeerCheck>(), services.GetRequiredService<TimeProvider>());
        var tls = NodeCertificate.Load(options, time.GetUtcNow());

        // No space after the comma: Akka would read the quotes as a part of the name.
        var provider = $"{typeof(CheckedDials).FullName},{typeof(CheckedDials).Assembly.GetName().Name}";
        akka
            .AddSetup(new DialProbeSetup(new DialProbe(tls, peers, services.GetRequiredService<DialFaults>(), time)))
            .AddHocon($"akka.remote.adapters.checked-dials = \"{provider}\"", HoconAddMode.Prepend)
            .AddHocon("akka.remote.dot-netty.tcp.applied-adapters = [checked-dials]", HoconAddMode.Prepend);
        return new SslOptions
        {
            X509Certificate = tls.Certificate,
            RequireMutualAuthentication = true,
            SuppressValidation = false,
            CustomValidator = (peer, chain, from, _, _) => peers.FindRefusal(tls.Authorities, peer, chain, from) is null,
        };
    }
}
