using System.Globalization;
using Akka.Actor;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Operations.Verbs;

/// <summary>The palette <c>actor</c>.</summary>
internal sealed class ActorVerbs(ActorSystem system)
{
    /// <summary>The largest number of actors that are listed.</summary>
    private const int MaxActors = 1_000;

    private const int MaxDepth = 20;

    public VerbAnswer System() => new List<OperationLine> { new(new LineField("system", ((ExtendedActorSystem)system).Provider.DefaultAddress.ToString())) };

    /// <exception cref="InputException">The depth is no number, or the start is not the path of an actor.</exception>
    public VerbAnswer Hierarchy(OperationRequest.Call call)
    {
        if (!int.TryParse(call["depth"], NumberStyles.None, CultureInfo.InvariantCulture, out var depth) || depth > MaxDepth)
            throw new InputException($"depth is '{SeriesInput.Quote(call["depth"])}'; it is a number from 0 to {MaxDepth}.");
        var start = Find(call["start"]);
        var lines = Walk(start, depth).Take(MaxActors).Select(actor => new OperationLine(new LineField("path", PathOf(actor)))).ToList();
        lines.Add(lines.Count == MaxActors
            ? OperationLine.Say($"More actors than {MaxActors} are not listed; start further down with --start.")
            : OperationLine.Count(lines.Count, "actors"));
        return lines;
    }

    private static string PathOf(IActorRef actor) => $"/{string.Join('/', actor.Path.Elements)}";

    private static IEnumerable<IActorRef> Walk(IActorRef actor, int depth) =>
        depth == 0 || actor is not ActorRefWithCell parent
            ? [actor]
            : parent.Children.OrderBy(c => c.Path.Name, StringComparer.Ordinal).SelectMany(c => Walk(c, depth - 1)).Prepend(actor);

    private IActorRef Find(string path)
    {
        var words = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        IActorRef? actor = words is ["user", ..] ? ((ExtendedActorSystem)system).Guardian
            : words is ["system", ..] ? ((ExtendedActorSystem)system).SystemGuardian
            : null;
        foreach (var word in words.Skip(1))
            actor = (actor as ActorRefWithCell)?.Children.FirstOrDefault(c => c.Path.Name == word);
        return actor ?? throw new InputException($"There is no actor {SeriesInput.Quote(path)}; a path is such as /user or /user/storage.");
    }
}
