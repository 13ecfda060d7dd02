using Akka.Actor;
using Petabridge.Cmd;
using Petabridge.Cmd.Host;

namespace CryptoFlow.PetabridgeCmd;

/// <summary>Runs the verbs of one palette for one connection of <c>pbm</c>, and answers each with lines and one final response.</summary>
internal sealed class PaletteActor : CommandHandlerActor
{
    private readonly CancellationTokenSource _ended = new();
    private readonly PaletteShape _palette;
    private readonly RunCommand _run;

    public PaletteActor(PaletteShape palette, RunCommand run)
        : base(PaletteHandler.DefinitionOf(palette))
    {
        (_palette, _run) = (palette, run);
        foreach (var verb in palette.Verbs)
            Process(verb.Name, (_, arguments) => Run(verb, name => arguments.ArgumentValues(name).FirstOrDefault()));
    }

    protected override void PostStop()
    {
        _ended.Cancel();
        _ended.Dispose();
        base.PostStop();
    }

    private void Run(VerbShape verb, Func<string, string?> value)
    {
        List<string> words = [_palette.Name, verb.Name];
        foreach (var argument in verb.Arguments)
        {
            if (value(argument.Name) is not { } given)
                continue;
            if (argument.Switches.Count > 0)
                words.Add(argument.Switches[0]);
            words.Add(given);
        }

        if (value("yes") is not null)
            words.Add("--yes");

        // Read before the first await, because the next message changes the sender.
        _ = AnswerAsync(Sender, words, _ended.Token);
    }

    private async Task AnswerAsync(IActorRef caller, List<string> words, CancellationToken ended)
    {
        try
        {
            await foreach (var line in _run(words, ended))
                caller.Tell(new CommandResponse(line, final: false));
            caller.Tell(CommandResponse.Empty);
        }
        catch (OperationRefusedException refused)
        {
            caller.Tell(new ErroredCommandResponse(refused.Message));
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The connection is closed.
        }
#pragma warning disable CA1031 // Top of the task: without a final response pbm would wait for ever.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            caller.Tell(new ErroredCommandResponse($"The command failed: {defect.Message}"));
        }
    }
}
