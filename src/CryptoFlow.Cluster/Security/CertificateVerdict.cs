using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace CryptoFlow.Cluster.Security;

/// <summary>The judgement of a certificate: who has signed it, and when it is valid. <see cref="Of"/> is pure.</summary>
/// <param name="Signed">Whether one of the authorities has signed it.</param>
/// <param name="From">Start of the validity.</param>
/// <param name="End">End of the validity: of the certificate or of its authority, whichever is earlier.</param>
internal sealed record CertificateVerdict(bool Signed, DateTimeOffset From, DateTimeOffset End)
{
    /// <summary>
    /// A dialling node accepts a certificate for this time after its end. So the nodes with valid certificates still reach a node whose certificate was not renewed.
    /// That node cannot dial the others.
    /// </summary>
    public static readonly TimeSpan AcceptedByDiallers = TimeSpan.FromDays(14);

    /// <summary>Whether the authority ends before the certificate. Then a new certificate of the same authority does not help.</summary>
    public bool AuthorityEndsFirst { get; init; }

    /// <param name="certificate">The certificate.</param>
    /// <param name="authorities">The certificates of the only trusted authorities.</param>
    public static CertificateVerdict Of(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;

        // The caller compares the times, so that an expired certificate gets another reason than the certificate of a stranger.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        var signed = chain.Build(certificate);
        var end = chain.ChainElements.Select(e => new DateTimeOffset(e.Certificate.NotAfter)).Append(certificate.NotAfter).Min();
        return new CertificateVerdict(signed, chain.ChainElements.Select(e => new DateTimeOffset(e.Certificate.NotBefore)).Append(certificate.NotBefore).Max(), end)
        {
            AuthorityEndsFirst = end < certificate.NotAfter,
        };
    }

    /// <summary>The reason of a refusal, as the end of a sentence; null if the certificate is accepted.</summary>
    /// <param name="now">The time.</param>
    /// <param name="dials">True if this node has dialled the other node.</param>
    public string? Refusal(DateTimeOffset now, bool dials) => this switch
    {
        { Signed: false } => "is not signed by the authority of this cluster",
        _ when now < From => $"is valid from {Text(From)} UTC on only",
        _ when now > End + (dials ? AcceptedByDiallers : TimeSpan.Zero) => $"{(AuthorityEndsFirst ? "is signed by an authority that " : "")}ended at {Text(End)} UTC",
        _ => null,
    };

    /// <summary>Formats a time for a sentence.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
