namespace CryptoFlow.Storage;

/// <summary>Checks that a file is refused for the expected reason.</summary>
internal static class Refused
{
    /// <returns>The sentence that the user reads.</returns>
    public static string For(FileRefusal refusal, Action open)
    {
        var refused = Assert.Throws<FileRefusedException>(open);
        Assert.Equal(refusal, refused.Refusal);
        return refused.Message;
    }
}
