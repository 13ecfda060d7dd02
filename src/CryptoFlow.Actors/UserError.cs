using System.Diagnostics.CodeAnalysis;

namespace CryptoFlow;

/// <summary>Something went wrong that the user can fix. Refusals of a database file are <see cref="Storage.FileRefusedException"/>.</summary>
/// <param name="message">The sentence that the user reads.</param>
[SuppressMessage("Naming", "CA1710", Justification = "The opposite of a defect: the word error says it, and no stack trace is shown.")]
public sealed class UserError(string message) : Exception(message)
{
    /// <summary>Whether the command was called in a wrong way (exit code 2), and not that it could not be done (exit code 1).</summary>
    public bool IsWrongUse { get; private init; }

    /// <summary>The command was called in a wrong way: exit code 2.</summary>
    public static UserError WrongUse(string message) => new(message) { IsWrongUse = true };
}
