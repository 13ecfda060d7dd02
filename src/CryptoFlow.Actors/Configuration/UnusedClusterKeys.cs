using CryptoFlow.Errors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Configuration;

/// <summary>
/// Refuses the keys of a node in a process that is not a node. Such a process would ignore the roles, run every part and become a second writer or collector beside the
/// cluster, only because <c>CryptoFlow:Cluster:Enabled</c> was forgotten.
/// </summary>
internal sealed class UnusedClusterKeys(IConfigurationSection section) : IValidateOptions<CryptoFlowOptions>
{
    private const string Enabled = "Cluster:Enabled";

    private static readonly string[] All = [.. OptionTree.Keys.Select(key => key.Path).Where(path => path.StartsWith("Cluster:", StringComparison.Ordinal) && path != Enabled)];

    /// <exception cref="UserError">
    /// A key has no effect. Thrown and not returned, because this is wrong use (exit code 2): a supervisor must not start such a process again.
    /// </exception>
    public ValidateOptionsResult Validate(string? name, CryptoFlowOptions options)
    {
        if (options.Cluster.Enabled)
            return ValidateOptionsResult.Success;
        var set = All.Where(key => IsSet(section.GetSection(key))).Select(key => $"{section.Path}:{key}").ToList();
        return set.Count == 0
            ? ValidateOptionsResult.Success
            : throw UserError.WrongUse(
                $"{string.Join(", ", set)} {(set.Count == 1 ? "is" : "are")} set, but {section.Path}:{Enabled} is false: this process would run alone, with every role. "
                + $"Set {section.Path}:{Enabled}=true, or remove {(set.Count == 1 ? "the key" : "the keys")}.");
    }

    /// <summary>A list has its values in children.</summary>
    private static bool IsSet(IConfigurationSection key) => !string.IsNullOrEmpty(key.Value) || key.GetChildren().Any(IsSet);
}
