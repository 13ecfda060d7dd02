using System.Net.Sockets;
using CryptoFlow.Configuration;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.CommandLine;

/// <summary>The failures of a start that are the user's to mend, as sentences. What is not here is a defect and keeps its stack trace.</summary>
internal static class StartFailures
{
    /// <summary>One sentence per failure, or null for a defect.</summary>
    public static IReadOnlyList<string>? Explain(Exception exception) => exception switch
    {
        OptionsValidationException invalid => [.. invalid.Failures],
        StartRefusedException refused => [refused.Message],
        AggregateException { InnerExceptions: [var only] } => Explain(only),

        // The binder names key, value and type; Kestrel names the address; the JSON reader names the file.
        InvalidOperationException { InnerException: FormatException or ArgumentException } conversion
            when conversion.Message.Contains(CryptoFlowOptions.Section, StringComparison.Ordinal) => [conversion.Message],
        InvalidDataException unreadable => [WithCause(unreadable)],
        FormatException malformed => [malformed.Message],
        IOException io => [io.Message],
        SocketException socket => [$"The address cannot be bound: {socket.Message}."],
        UnauthorizedAccessException denied => [denied.Message],
        { InnerException: { } inner } => Explain(inner),
        _ => null,
    };

    private static string WithCause(Exception exception) =>
        exception.InnerException is { } cause ? $"{exception.Message} {cause.Message}" : exception.Message;
}
