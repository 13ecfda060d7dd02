namespace CryptoFlow.Web.Operations;

/// <summary>The parsed words of an operator.</summary>
internal abstract record OperationRequest
{
    private OperationRequest()
    {
    }

    /// <summary>A request to run a verb.</summary>
    /// <param name="Palette">The palette.</param>
    /// <param name="Verb">The verb.</param>
    /// <param name="Arguments">The values by the arguments' names, defaults included.</param>
    /// <param name="Json">True for one JSON object a line, false for text.</param>
    public sealed record Call(Palette Palette, Verb Verb, IReadOnlyDictionary<string, string> Arguments, bool Json) : OperationRequest
    {
        public string Name => $"{Palette.Name} {Verb.Name}";

        public bool IsDangerous => Verb.IsDangerousWith(Arguments);

        /// <summary>The value of an argument that is mandatory or has a default.</summary>
        public string this[string argument] => Arguments[argument];

        /// <summary>The value of an argument, or null.</summary>
        public string? Find(string argument) => Arguments.GetValueOrDefault(argument);
    }

    /// <summary>A request for help.</summary>
    /// <param name="Lines">The help.</param>
    public sealed record Help(IReadOnlyList<string> Lines) : OperationRequest;

    /// <summary>The words are wrong.</summary>
    /// <param name="Sentence">The error, and the allowed words.</param>
    public sealed record Wrong(string Sentence) : OperationRequest;
}
