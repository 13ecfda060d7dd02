using System.Security.Cryptography.X509Certificates;
using CryptoFlow.Cluster.Security;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Security;

namespace CryptoFlow.Cluster.Tests.Security;

/// <summary>Which certificate is accepted, when, and by whom.</summary>
public sealed class CertificateVerdictTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    private readonly TempDirectory _directory = new();
    private readonly TestAuthority _ours;
    private readonly TestAuthority _next;

    public CertificateVerdictTests() => (_ours, _next) = (new TestAuthority(_directory.Path, "ours"), new TestAuthority(_directory.Path, "next"));

    public void Dispose()
    {
        _ours.Dispose();
        _next.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(1, false, true)]
    [InlineData(-1, false, false)]
    [InlineData(-1, true, true)]
    [InlineData(-15 * 24, true, false)]
    public void A_certificate_that_has_ended_is_refused_by_who_is_dialled_and_after_14_days_by_who_dials(int hoursLeft, bool dials, bool accepted)
    {
        var end = Now.AddHours(hoursLeft);

        var refusal = Judge(_ours, end, _ours).Refusal(Now, dials);

        Assert.Equal(accepted ? null : $"ended at {CertificateVerdict.Text(end)} UTC", refusal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_certificate_of_a_stranger_is_refused_by_both_sides(bool dials) =>
        Assert.Equal("is not signed by the authority of this cluster", Judge(_next, Now.AddDays(1), _ours).Refusal(Now, dials));

    [Fact]
    public void A_certificate_is_refused_before_it_begins() =>
        Assert.StartsWith("is valid from ", Judge(_ours, Now.AddDays(9), _ours).Refusal(Now.AddDays(-25), dials: true), StringComparison.Ordinal);

    [Fact]
    public void While_the_cluster_changes_its_authority_certificates_of_both_are_accepted()
    {
        foreach (var signedBy in new[] { _ours, _next })
            Assert.Null(Judge(signedBy, Now.AddDays(1), _ours, _next).Refusal(Now, dials: false));
    }

    [Fact]
    public void A_certificate_ends_with_its_authority() => Assert.InRange(Judge(_ours, Now.AddDays(29.5), _ours).End, Now.AddDays(29.4), Now.AddDays(29.6));

    [Fact]
    public void The_refusal_says_that_the_authority_has_ended_if_it_ends_first()
    {
        var verdict = Judge(_ours, Now.AddDays(-1), _ours) with { AuthorityEndsFirst = true };

        Assert.Equal($"is signed by an authority that ended at {CertificateVerdict.Text(verdict.End)} UTC", verdict.Refusal(Now, dials: false));
    }

    private CertificateVerdict Judge(TestAuthority signedBy, DateTimeOffset end, params TestAuthority[] trusted)
    {
        var settings = signedBy.SettingsFor("node", end);
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(settings["CryptoFlow:Cluster:Tls:CertificatePath"]!);
        var authorities = new X509Certificate2Collection();
        foreach (var authority in trusted)
            authorities.ImportFromPemFile(authority.AuthorityPath);
        return CertificateVerdict.Of(certificate, authorities);
    }
}
