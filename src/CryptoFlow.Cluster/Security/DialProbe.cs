using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace CryptoFlow.Cluster.Security;

/// <summary>Tries the TLS handshake with another node on a connection of its own, which it closes without sending anything.</summary>
/// <param name="tls">The certificate of this node and the authorities that it trusts.</param>
/// <param name="peers">Judges the certificate of the other node.</param>
/// <param name="faults">Keeps the faults.</param>
/// <param name="time">The clock.</param>
internal sealed class DialProbe(NodeTls tls, PeerCheck peers, DialFaults faults, TimeProvider time)
{
    /// <summary>Shorter than the time that Akka gives to a whole dial (<c>connection-timeout</c> in hocon/cluster.conf).</summary>
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The other side judges the certificate of this node only after its last message of the handshake. Then it closes the connection without a word, so this side has to
    /// wait for the close for a moment.
    /// </summary>
    private static readonly TimeSpan RefusalShowsWithin = TimeSpan.FromMilliseconds(250);

    /// <summary>Why this node cannot connect to the other node, as a sentence; null if it can.</summary>
    public async Task<string?> FindFaultAsync(string host, int port)
    {
        var node = $"{host}:{port}";
        using var patience = new CancellationTokenSource(Within, time);
        using var tcp = new TcpClient();
        try
        {
            await tcp.ConnectAsync(host, port, patience.Token);
            var fault = await ShakeHandsAsync(tcp, node, host, patience.Token);
            if (fault is null)
                faults.Forget(node);
            else
                faults.Add(node, fault);
            return fault;
        }
        catch (SocketException away)
        {
            faults.Forget(node);
            return $"{away.Message} ({node})";
        }
        catch (OperationCanceledException)
        {
            // A process that is stopped or overloaded says nothing about certificates.
            faults.Forget(node);
            return $"{node} does not answer.";
        }
    }

    private async Task<string?> ShakeHandsAsync(TcpClient tcp, string node, string host, CancellationToken patience)
    {
        string? refusal = null;
        await using var stream = new SslStream(tcp.GetStream());
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    LocalCertificateSelectionCallback = (_, _, _, _, _) => tls.Certificate,
                    RemoteCertificateValidationCallback = (_, peer, chain, _) =>
                        (refusal = peers.FindRefusal(tls.Authorities, peer as X509Certificate2, chain, node)) is null,
                },
                patience);
            return await ClosesAsync(stream) ? $"{node} closed the connection after the TLS handshake. {Suspicion}" : null;
        }
        catch (Exception failed) when (failed is AuthenticationException or IOException)
        {
            return refusal ?? $"The TLS handshake with {node} failed ({failed.Message.TrimEnd('.')}): no TLS is spoken there, or the handshake was broken off. {Suspicion}";
        }
    }

    private string Suspicion =>
        $"If a node of this cluster listens there, that node refuses the certificate of this node ({tls.Certificate.Subject}, signed by {tls.Certificate.Issuer}); its log has the reason (event 7012).";

    private async Task<bool> ClosesAsync(SslStream stream)
    {
        using var moment = new CancellationTokenSource(RefusalShowsWithin, time);
        try
        {
            return await stream.ReadAsync(new byte[1], moment.Token) == 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
