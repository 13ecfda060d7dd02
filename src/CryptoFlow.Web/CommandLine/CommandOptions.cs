using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CommandLine;

/// <summary>
/// Makes options whose values are not text. This class converts the values itself: the parser's errors name .NET types, and the parser throws
/// when a validator reads a value that could not be converted.
/// </summary>
internal static class CommandOptions
{
    /// <summary>A time, ms UTC; null when absent.</summary>
    public static Option<long?> Time(string name, string description) => new(name)
    {
        Description = $"{description} A UTC date (2024-01-31), a date and time (2024-01-31T12:00Z; UTC where no offset is given), or ms UTC.",
        HelpName = "TIME",
        CustomParser = Reading<long?>(text => SeriesInput.Time(name, text)),
    };

    /// <summary>An integer; null when absent. The validation of the request checks its range.</summary>
    public static Option<int?> Number(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = Reading<int?>(text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InputException($"{name} is '{SeriesInput.Quote(text)}'; it must be a whole number.")),
    };

    /// <summary>A number in a range; the default when absent.</summary>
    public static Option<double> Number(string name, string description, string helpName, double least, double most, double normal) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => normal,
        CustomParser = Reading(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{name} is '{SeriesInput.Quote(text)}'; it must be a number from {least} to {most}."))),
    };

    /// <summary>Refuses an empty value, which would fail later with an unclear error.</summary>
    /// <param name="option">The option.</param>
    /// <param name="allowed">A sentence that says what is allowed.</param>
    public static void RefuseEmpty(Option<string> option, string allowed) => option.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var text }] && string.IsNullOrWhiteSpace(text))
            result.AddError($"{option.Name} is empty; {allowed}");
    });

    /// <summary>The configuration of a command, with the file that <c>--database</c> names.</summary>
    public static string[] Arguments(IReadOnlyList<string> configuration, string? database) =>
        database is null ? [.. configuration] : [.. configuration, $"--CryptoFlow:Database:Path={database}"];

    /// <summary>Adds a check of several values together. A failed check is wrong use (exit code 2).</summary>
    /// <param name="command">The command.</param>
    /// <param name="read">Reads the values; throws <see cref="InputException"/> when they are wrong.</param>
    /// <param name="option">The option whose name begins the error; null when the error names it already.</param>
    public static void Check(Command command, Action<CommandResult> read, Option? option = null) => command.Validators.Add(result =>
    {
        try
        {
            read(result);
        }
        catch (InputException wrong)
        {
            result.AddError(option is null ? wrong.Message : $"{option.Name}: {wrong.Message}");
        }
        catch (InvalidOperationException)
        {
            // A value is missing, given twice or unreadable. The parser itself reports this error.
        }
    });

    private static Func<ArgumentResult, T?> Reading<T>(Func<string, T> read) => result =>
    {
        try
        {
            return read(result.Tokens[0].Value);
        }
        catch (InputException wrong)
        {
            result.AddError(wrong.Message);
            return default;
        }
    };
}
