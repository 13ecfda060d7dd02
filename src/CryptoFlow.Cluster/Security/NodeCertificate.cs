using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CryptoFlow.Configuration;
using CryptoFlow.Errors;

namespace CryptoFlow.Cluster.Security;

/// <summary>What a node needs for TLS with the other nodes.</summary>
/// <param name="Certificate">Its certificate, with the key.</param>
/// <param name="Authorities">The only authorities that it trusts.</param>
internal sealed record NodeTls(X509Certificate2 Certificate, X509Certificate2Collection Authorities);

/// <summary>
/// Reads the certificate of this node from three PEM files, at the start only. Both sides of a connection need a certificate that the configured authority has signed.
/// </summary>
internal static class NodeCertificate
{
    /// <param name="tls">The files.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="UserError">A file cannot be read, or the other nodes would refuse the certificate.</exception>
    public static NodeTls Load(ClusterTlsOptions tls, DateTimeOffset now)
    {
        X509Certificate2 certificate;
        X509Certificate2Collection authorities;
        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(tls.CertificatePath!, tls.KeyPath);

            // SslStream needs a key that does not depend on the PEM file.
            certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            authorities = AuthoritiesOf(tls);
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The certificate of CryptoFlow:Cluster:Tls cannot be read: {unreadable.Message}");
        }

        if (CertificateVerdict.Of(certificate, authorities).Refusal(now, dials: false) is { } reason)
            throw new UserError($"The certificate in CryptoFlow:Cluster:Tls:CertificatePath ({tls.CertificatePath}) {reason}; the other nodes would refuse it.");
        return new NodeTls(certificate, authorities);
    }

    /// <summary>The end of this node's certificate or of its authority, whichever is earlier; null without TLS.</summary>
    public static DateTimeOffset? FindEnd(ClusterTlsOptions tls)
    {
        if (string.IsNullOrEmpty(tls.CertificatePath))
            return null;
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(tls.CertificatePath);
        return CertificateVerdict.Of(certificate, AuthoritiesOf(tls)).End;
    }

    /// <summary>The file may hold two authorities, while the cluster changes from the old authority to the next.</summary>
    private static X509Certificate2Collection AuthoritiesOf(ClusterTlsOptions tls)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(tls.AuthorityPath!);
        return authorities;
    }
}
