using System.Diagnostics.CodeAnalysis;

namespace CryptoFlow.Errors;

/// <summary>An error that the user can fix. Refusals of a database file are <see cref="Storage.FileRefusedException"/>.</summary>
/// <param name="message">The sentence for the user.</param>
[SuppressMessage("Naming", "CA1710", Justification = "The opposite of a defect: the word error says it, and no stack trace is shown.")]
public sealed class UserError(string message) : Exception(message)
{
    /// <summary>True if the command line is wrong (exit code 2). False if the command failed (exit code 1).</summary>
    public bool IsWrongUse { get; private init; }

    /// <summary>Creates an error for a wrong command line: exit code 2.</summary>
    public static UserError WrongUse(string message) => new(message) { IsWrongUse = true };
}
