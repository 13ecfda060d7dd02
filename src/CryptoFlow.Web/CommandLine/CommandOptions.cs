using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CryptoFlow.Web.Api;

namespace CryptoFlow.Web.CommandLine;

/// <summary>
/// Options with values that are not text. They are read here and not by the parser, whose messages name .NET types and which throws where a validator reads a
/// value that it could not convert.
/// </summary>
internal static class CommandOptions
{
    /// <summary>A time, ms UTC; null where it is left out.</summary>
    public static Option<long?> Time(string name, string description) => new(name)
    {
        Description = $"{description} A UTC date (2024-01-31), a date and time (2024-01-31T12:00Z; UTC where no offset is given), or ms UTC.",
        HelpName = "TIME",
        CustomParser = Reading<long?>(text => SeriesInput.Time(name, text)),
    };

    /// <summary>A whole number; null where it is left out. What it may be is checked with the rest of the request.</summary>
    public static Option<int?> Number(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = Reading<int?>(text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InputException($"{name} is '{SeriesInput.Quote(text)}'; it must be a whole number.")),
    };

    /// <summary>A number in a range; the default where it is left out.</summary>
    public static Option<double> Number(string name, string description, string helpName, double least, double most, double normal) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => normal,
        CustomParser = Reading(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{name} is '{SeriesInput.Quote(text)}'; it must be a number from {least} to {most}."))),
    };

    /// <summary>Refuses an empty text, which means nothing and fails in many ways later.</summary>
    /// <param name="option">The option.</param>
    /// <param name="allowed">What it is, a sentence.</param>
    public static void RefuseEmpty(Option<string> option, string allowed) => option.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var text }] && string.IsNullOrWhiteSpace(text))
            result.AddError($"{option.Name} is empty; {allowed}");
    });

    /// <summary>The configuration of a command, with the file that <c>--database</c> names.</summary>
    public static string[] Arguments(IReadOnlyList<string> configuration, string? database) =>
        database is null ? [.. configuration] : [.. configuration, $"--CryptoFlow:Database:Path={database}"];

    /// <summary>Adds a check of values together; wrong ones are wrong use.</summary>
    /// <param name="command">The command.</param>
    /// <param name="read">Reads the values, and throws an <see cref="InputException"/> where they are wrong.</param>
    /// <param name="option">The option that the sentence begins with; null where the sentence names it.</param>
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
            // A value is missing, is there twice or cannot be read; the parser says so itself.
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
