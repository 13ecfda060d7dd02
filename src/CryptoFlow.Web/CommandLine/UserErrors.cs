using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using CryptoFlow.Configuration;
using CryptoFlow.Errors;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Backups;
using CryptoFlow.Trading.Backtesting;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.CommandLine;

/// <summary>A failure, described for the user.</summary>
/// <param name="ExitCode">The exit code of the command.</param>
/// <param name="Sentences">One or more sentences.</param>
internal sealed record UserFailure(int ExitCode, IReadOnlyList<string> Sentences);

/// <summary>Describes the failures of a command that the user can fix. Any other exception is a defect and keeps its stack trace.</summary>
internal static partial class UserErrors
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";

    /// <summary>One sentence per failure and the exit code, or null for a defect.</summary>
    public static UserFailure? Explain(Exception exception) =>
        SentencesOf(exception) is { } sentences ? new UserFailure(IsWrongUse(exception) ? ExitCodes.WrongUse : ExitCodes.Failure, sentences) : null;

    private static bool IsWrongUse(Exception exception) => exception is InputException or UserError { IsWrongUse: true };

    private static IReadOnlyList<string>? SentencesOf(Exception exception) => exception switch
    {
        OptionsValidationException invalid => [.. invalid.Failures],
        UserError or InputException or FileRefusedException or BackupException or BacktestException => [exception.Message],
        StoreException unreadable => [$"The database cannot be read: {unreadable.Message.TrimEnd('.')}."],
        AggregateException { InnerExceptions: [var only] } => SentencesOf(only),
        InvalidOperationException { InnerException: FormatException or ArgumentException } conversion
            when conversion.Message.Contains(CryptoFlowOptions.Section, StringComparison.Ordinal) => [WithoutType(conversion)],
        InvalidDataException unreadable => [SettingsSentence(unreadable)],
        InvalidOperationException https when https.Message.Contains("HTTPS endpoint", StringComparison.Ordinal) =>
            ["An https address needs a certificate: set Kestrel:Certificates:Default:Path (and :Password), or listen at http://."],
        InvalidOperationException address when ComesFrom(address, Kestrel) => [FirstLine(address.Message)],
        InvalidOperationException logging when ComesFrom(logging, "Microsoft.Extensions.Logging") =>
            [$"The section Logging of the configuration is wrong: {logging.Message} Levels are Trace, Debug, Information, Warning, Error, Critical and None."],
        CryptographicException certificate => [$"The certificate of Kestrel:Certificates cannot be used: {certificate.Message}"],
        FormatException malformed => [malformed.Message],
        IOException { InnerException: AddressInUseException } taken =>
            [$"{taken.Message.TrimEnd('.')}. Stop the program that listens there, or choose another address with --urls."],
        IOException io => [io.Message],
        SocketException socket => [$"The address cannot be bound: {socket.Message}."],
        UnauthorizedAccessException denied => [denied.Message],
        { InnerException: { } inner } => SentencesOf(inner),
        _ => null,
    };

    /// <summary>The reason why a settings file cannot be read, with line and position if the JSON reader reports them.</summary>
    private static string SettingsSentence(InvalidDataException unreadable)
    {
        Exception cause = unreadable;
        while (cause is not JsonException && cause.InnerException is { } inner)
            cause = inner;
        if (cause == unreadable)
            return unreadable.Message;
        return cause is JsonException { LineNumber: { } line, BytePositionInLine: { } column } json
            ? $"{unreadable.Message.TrimEnd('.')}: line {line + 1}, column {column + 1}: {ReaderPlace().Replace(json.Message, "")}{Encoding(json)}"
            : $"{unreadable.Message.TrimEnd('.')}: {cause.Message}";
    }

    private static string Encoding(JsonException json) =>
        json.Message.StartsWith("'0x", StringComparison.Ordinal) ? " The file must be encoded in UTF-8." : "";

    /// <summary>Replaces the .NET type in the error of the configuration binder by words that a user knows.</summary>
    private static string WithoutType(InvalidOperationException conversion)
    {
        if (BinderMessage().Match(conversion.Message) is not { Success: true } match)
            return conversion.Message;
        var allowed = match.Groups["type"].Value switch
        {
            var type when type.Contains("Int32", StringComparison.Ordinal) || type.Contains("Int64", StringComparison.Ordinal) => "it must be a whole number, 2147483647 at the most.",
            var type when type.Contains("Double", StringComparison.Ordinal) => "it must be a number.",
            var type when type.Contains("Boolean", StringComparison.Ordinal) => "it must be true or false.",
            _ => "it cannot be read.",
        };
        return $"{match.Groups["key"].Value} is '{match.Groups["value"].Value}'; {allowed}";
    }

    private static bool ComesFrom(Exception exception, string assembly) => exception.Source?.StartsWith(assembly, StringComparison.Ordinal) == true;

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd();

    /// <summary>The suffix of the JSON reader's error: the position, counted from 0.</summary>
    [GeneratedRegex(@"\s*(Path: \S* \| )?LineNumber: \d+ \| BytePositionInLine: \d+\.$")]
    private static partial Regex ReaderPlace();

    [GeneratedRegex("value '(?<value>.*)' at '(?<key>[^']*)' to type '(?<type>[^']*)'", RegexOptions.Singleline)]
    private static partial Regex BinderMessage();
}
