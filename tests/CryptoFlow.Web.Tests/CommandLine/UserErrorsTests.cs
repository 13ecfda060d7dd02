using System.Net.Sockets;
using System.Text;
using CryptoFlow.Errors;
using CryptoFlow.Storage;
using CryptoFlow.Trading.Backtesting;
using CryptoFlow.Web.CommandLine;
using CryptoFlow.Web.Http;
using Microsoft.Extensions.Configuration;

namespace CryptoFlow.Web.Tests.CommandLine;

public sealed class UserErrorsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string, string> BrokenSettings => new()
    {
        { "{\n  \"CryptoFlow\": {\n    \"Database\": { \"Path\": x }\n}}", "line 3, column 27: 'x' is an invalid start of a value." },
        { "{\"CryptoFlow\": {", "line 1, column 17: Expected depth to be zero" },
        { "", "line 1, column 1: The input does not contain any JSON tokens." },
        { "[1]", "Top-level JSON element must be an object." },
        { "{\"a\":1,\"A\":2}", "A duplicate key 'A' was found." },
    };

    public static TheoryData<Exception, int> Ends => new()
    {
        { new UserError("There is no file."), ExitCodes.Failure },
        { UserError.WrongUse("Choose another name."), ExitCodes.WrongUse },
        { new InputException("tf is '2h'."), ExitCodes.WrongUse },
        { new FileRefusedException(FileRefusal.Lock, "Another process writes the database."), ExitCodes.Failure },
        { new BacktestException(BacktestFailure.EmptyRange, "There is nothing in that range."), ExitCodes.Failure },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Ends))]
    public void A_failure_that_the_user_can_fix_is_one_sentence_and_an_exit_code(Exception failure, int exitCode)
    {
        var explained = UserErrors.Explain(failure)!;

        Assert.Equal(exitCode, explained.ExitCode);
        Assert.Equal([failure.Message], explained.Sentences);
    }

    [Fact]
    public void A_defect_keeps_its_stack_trace() => Assert.Null(UserErrors.Explain(new InvalidOperationException("A defect.")));

    [Theory]
    [MemberData(nameof(BrokenSettings))]
    public void A_broken_settings_file_is_named_with_line_and_column(string json, string expected)
    {
        var sentence = SentenceOf(Encoding.UTF8.GetBytes(json));

        Assert.Contains("appsettings.json", sentence, StringComparison.Ordinal);
        Assert.Contains(expected, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("BytePosition", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_settings_file_of_another_encoding_is_told_the_right_one() =>
        Assert.EndsWith("The file must be encoded in UTF-8.", SentenceOf(Encoding.Unicode.GetBytes("{}")), StringComparison.Ordinal);

    [Fact]
    public void Https_without_a_certificate_says_what_to_set()
    {
        var kestrel = new InvalidOperationException("Unable to configure HTTPS endpoint. No server certificate was specified, and ...\nTo generate ...");

        Assert.Contains("Kestrel:Certificates:Default:Path", Assert.Single(UserErrors.Explain(kestrel)!.Sentences), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SocketError.AccessDenied, "Ports below 1024")]
    [InlineData(SocketError.AddressNotAvailable, "No network interface of this machine")]
    public void An_address_that_cannot_be_bound_is_named_with_the_reason(SocketError error, string hint)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("urls", "http://127.0.0.1:80")]).Build();

        var sentence = ListenAddresses.Explain(new SocketException((int)error), configuration);

        Assert.StartsWith("The server cannot listen at http://127.0.0.1:80: ", sentence, StringComparison.Ordinal);
        Assert.Contains(hint, sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("260", false)]
    [InlineData("511", false)]
    [InlineData("512", true)]
    [InlineData("unlimited", true)]
    public void Too_few_files_are_refused_with_what_is_needed(string soft, bool enough)
    {
        var sentence = FileLimit.Shortage($"Limit                     Soft Limit           Hard Limit           Units\nMax open files            {soft}                  {soft}                  files\n");

        Assert.Equal(enough, sentence is null);
        if (!enough)
            Assert.Matches($"only {soft} files.*at least 512.*ulimit -n.*LimitNOFILE", sentence);
    }

    private string SentenceOf(byte[] settings)
    {
        var path = _folder.File("appsettings.json");
        File.WriteAllBytes(path, settings);
        var failure = Assert.ThrowsAny<Exception>(() => new ConfigurationBuilder().AddJsonFile(path).Build());
        return Assert.Single(UserErrors.Explain(failure)!.Sentences);
    }
}
