using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CryptoFlow.Testing.Security;

/// <summary>An authority made by the test, and certificates of nodes that it has signed, as PEM files.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly string _directory;
    private readonly X509Certificate2 _authority;

    public TestAuthority(string directory, string name)
    {
        _directory = Directory.CreateDirectory(Path.Combine(directory, name)).FullName;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _authority = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-30), TimeProvider.System.GetUtcNow().AddDays(30));
        File.WriteAllText(AuthorityPath, _authority.ExportCertificatePem());
    }

    public string AuthorityPath => Path.Combine(_directory, "ca.pem");

    /// <summary>Signs a certificate; the settings of a node that uses it.</summary>
    /// <param name="name">The name of the node.</param>
    /// <param name="validUntil">When the certificate ends.</param>
    /// <param name="address">The address of the node; null: 127.0.0.1.</param>
    /// <param name="validFrom">When the certificate begins.</param>
    public Dictionary<string, string?> SettingsFor(string name, DateTimeOffset? validUntil = null, IPAddress? address = null, DateTimeOffset? validFrom = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address ?? IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(
            _authority, validFrom ?? TimeProvider.System.GetUtcNow().AddDays(-20), validUntil ?? TimeProvider.System.GetUtcNow().AddDays(20), RandomNumberGenerator.GetBytes(8));
        var (certificatePath, keyPath) = (Path.Combine(_directory, $"{name}.pem"), Path.Combine(_directory, $"{name}.key"));
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        return new Dictionary<string, string?>
        {
            ["CryptoFlow:Cluster:Tls:CertificatePath"] = certificatePath,
            ["CryptoFlow:Cluster:Tls:KeyPath"] = keyPath,
            ["CryptoFlow:Cluster:Tls:AuthorityPath"] = AuthorityPath,
        };
    }

    public void Dispose() => _authority.Dispose();
}
