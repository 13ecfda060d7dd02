using System.Runtime.CompilerServices;
using Akka.Hosting;
using CryptoFlow.Composition;
using CryptoFlow.PetabridgeCmd;
using CryptoFlow.Web.Http;
using CryptoFlow.Web.Operations.Verbs;

namespace CryptoFlow.Web.Operations;

/// <summary>The front of the palette for Petabridge's tool <c>pbm</c>. Compiled only with <c>-p:UsePetabridgeCmd=true</c>.</summary>
internal static class PetabridgeFront
{
    private const string Host = "127.0.0.1";
    private const int Port = 9110;

    public static IServiceCollection AddPetabridgeFront(this IServiceCollection services) => services.AddPart((akka, sp) =>
        akka.AddPetabridgePalettes(Host, Port, OperationsPalette.All.Select(ShapeOf), (words, ended) => RunAsync(sp, words, ended)));

    private static PaletteShape ShapeOf(Palette palette) => new(palette.Name, [.. palette.Verbs.Select(verb => new VerbShape(
        verb.Name,
        verb.Description,
        [.. verb.Arguments.Select(a => new ArgumentShape(a.Name, a.Description, a.Switches, a.IsMandatory, a.Allowed.IsDefaultOrEmpty ? [] : a.Allowed))],
        verb.Danger is not null))]);

    private static async IAsyncEnumerable<string> RunAsync(IServiceProvider services, IReadOnlyList<string> words, [EnumeratorCancellation] CancellationToken ended)
    {
        var call = OperationParser.Parse(words) switch
        {
            OperationRequest.Call parsed => parsed,
            OperationRequest.Wrong wrong => throw new OperationRefusedException(wrong.Sentence),
            _ => throw new OperationRefusedException("pbm has its own help."),
        };
        VerbAnswer answer;
        try
        {
            answer = await services.GetRequiredService<OperationRunner>().RunAsync(call, "pbm", ended);
        }
        catch (InputException wrong)
        {
            throw new OperationRefusedException(wrong.Message);
        }

        if (answer.Problem is { } problem)
            throw new OperationRefusedException(problem.Error);
        await foreach (var line in answer.Lines!.WithCancellation(ended))
            yield return line.ToText();
    }
}
