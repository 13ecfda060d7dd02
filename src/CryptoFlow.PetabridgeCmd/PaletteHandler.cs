using Akka.Actor;
using Petabridge.Cmd;
using Petabridge.Cmd.Host;

namespace CryptoFlow.PetabridgeCmd;

/// <summary>Registers one palette. Petabridge.Cmd creates one <see cref="PaletteActor"/> for each connection of <c>pbm</c>.</summary>
internal sealed class PaletteHandler(PaletteShape palette, RunCommand run) : CommandPaletteHandler(DefinitionOf(palette))
{
    public override Props HandlerProps { get; } = Props.Create(() => new PaletteActor(palette, run));

    internal static CommandPalette DefinitionOf(PaletteShape palette) => new(palette.Name, [.. palette.Verbs.Select(DefinitionOf)]);

    /// <summary>The switches of an argument in <c>pbm</c>, which has no positional arguments.</summary>
    internal static IReadOnlyList<string> SwitchesOf(ArgumentShape argument) => argument.Switches.Count > 0 ? argument.Switches : [$"--{argument.Name}"];

    private static CommandDefinition DefinitionOf(VerbShape verb)
    {
        var definition = new CommandDefinitionBuilder().WithName(verb.Name).WithDescription(verb.Description);
        var confirmation = new ArgumentShape("yes", "Give true to confirm a dangerous verb.", ["--yes"], IsMandatory: false, ["true"]);
        foreach (var argument in verb.NeedsYes ? verb.Arguments.Append(confirmation) : verb.Arguments)
        {
            definition = definition.WithArgument(b =>
            {
                b = b.WithName(argument.Name).WithDescription(argument.Description).IsMandatory(argument.IsMandatory).AllowMultiple(false);
                foreach (var word in SwitchesOf(argument))
                    b = b.WithSwitch(word);
                return argument.Values.Count > 0 ? b.WithDefaultValues([.. argument.Values]) : b;
            });
        }

        return definition.Build();
    }
}
