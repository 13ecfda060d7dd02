namespace CryptoFlow.PetabridgeCmd;

/// <summary>A palette of the program, as the adapter needs it.</summary>
/// <param name="Name">The first word of a command.</param>
/// <param name="Verbs">The verbs.</param>
public sealed record PaletteShape(string Name, IReadOnlyList<VerbShape> Verbs);

/// <summary>A verb of a palette.</summary>
/// <param name="Name">The second word of a command.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="NeedsYes">Whether the verb can need the confirmation <c>--yes</c>.</param>
public sealed record VerbShape(string Name, string Description, IReadOnlyList<ArgumentShape> Arguments, bool NeedsYes);

/// <summary>An argument of a verb.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">What to give.</param>
/// <param name="Switches">The switches; empty for an argument that the program takes by its place.</param>
/// <param name="IsMandatory">Whether the verb needs it.</param>
/// <param name="Values">Values to offer for completion; may be empty.</param>
public sealed record ArgumentShape(string Name, string Description, IReadOnlyList<string> Switches, bool IsMandatory, IReadOnlyList<string> Values);

/// <summary>Runs a command of the program and streams the lines of its answer.</summary>
/// <param name="words">Palette, verb and arguments.</param>
/// <param name="ended">Cancelled when the caller has gone.</param>
/// <exception cref="OperationRefusedException">The command is wrong or was refused.</exception>
public delegate IAsyncEnumerable<string> RunCommand(IReadOnlyList<string> words, CancellationToken ended);

/// <summary>The command is wrong or was refused; the message says why.</summary>
public sealed class OperationRefusedException(string sentence) : Exception(sentence);
