using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Remote.Hosting;
using CryptoFlow.Configuration;
using CryptoFlow.Errors;

namespace CryptoFlow.Cluster.Security;

/// <summary>Mutual TLS between the nodes, from three PEM files. Both sides of a connection need a certificate of the configured authority; no other is trusted.</summary>
internal static class NodeCertificate
{
    /// <exception cref="UserError">A file cannot be read, or the authority has not signed the certificate.</exception>
    public static SslOptions Load(ClusterTlsOptions tls)
    {
        X509Certificate2 certificate, authority;
        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(tls.CertificatePath!, tls.KeyPath);

            // SslStream wants a key that is not bound to the PEM.
            certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            authority = X509CertificateLoader.LoadCertificateFromFile(tls.AuthorityPath!);
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The certificate of CryptoFlow:Cluster:Tls cannot be read: {unreadable.Message}");
        }

        if (!IsOf(authority, certificate))
            throw new UserError("CryptoFlow:Cluster:Tls:CertificatePath is not a valid certificate of the authority in CryptoFlow:Cluster:Tls:AuthorityPath; the other nodes would refuse it.");
        return new SslOptions
        {
            X509Certificate = certificate,
            RequireMutualAuthentication = true,
            SuppressValidation = false,
            CustomValidator = (peer, _, _, errors, _) => peer is not null && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) && IsOf(authority, peer),
        };
    }

    /// <summary>When this node's certificate ends; null without TLS. The node reads the file at its start only.</summary>
    public static DateTimeOffset? FindEnd(ClusterTlsOptions tls)
    {
        if (string.IsNullOrEmpty(tls.CertificatePath))
            return null;
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(tls.CertificatePath);
        return certificate.NotAfter;
    }

    /// <summary>True if the certificate is valid now and the authority has signed it.</summary>
    internal static bool IsOf(X509Certificate2 authority, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }
}
