using System.CommandLine;
using CryptoFlow.Torture.Foreign;

namespace CryptoFlow.Torture.CommandLine;

/// <summary>The hidden command by which the tool starts itself as a user's program that opens the file.</summary>
internal static class UserProgramCommand
{
    public static Command Build()
    {
        var command = new Command("user-program", "A user's own program on the file.") { Hidden = true };
        command.Subcommands.Add(Verb("hold", task => task.HoldAsync()));
        command.Subcommands.Add(Verb("write", task => task.WriteAsync()));
        command.Subcommands.Add(Verb("snapshot", task => task.SnapshotAsync()));
        command.Subcommands.Add(Verb("read", task => task.ReadAsync()));
        command.Subcommands.Add(Verb("delete", task => task.DeleteAsync()));
        return command;
    }

    private static Command Verb(string name, Func<UserPrograms, Task> run)
    {
        var database = new Option<string>("--database") { Required = true };
        var seed = new Option<int>("--seed");
        var hold = new Option<string>("--hold-ms") { DefaultValueFactory = _ => "1000" };
        var pause = new Option<string>("--pause-ms") { DefaultValueFactory = _ => "1000" };
        var times = new Option<int>("--times");
        var busy = new Option<int>("--busy-ms") { DefaultValueFactory = _ => 2000 };
        var shown = new Option<string?>("--shown-to");
        var verb = new Command(name) { database, seed, hold, pause, times, busy, shown };
        verb.SetAction(async (arguments, _) =>
        {
            await run(new UserPrograms(
                arguments.GetRequiredValue(database),
                arguments.GetValue(seed),
                MsRange.Parse(arguments.GetValue(hold)!),
                MsRange.Parse(arguments.GetValue(pause)!),
                arguments.GetValue(times),
                arguments.GetValue(busy),
                arguments.GetValue(shown)));
            return 0;
        });
        return verb;
    }
}
