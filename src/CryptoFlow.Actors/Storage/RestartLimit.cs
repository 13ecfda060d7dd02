using Akka.Actor;

namespace CryptoFlow.Storage;

/// <summary>
/// Decides what to do after an exception of a child: restart the child, but stop the program after too many restarts within a short time. A loop of restarts would
/// hide the defect. Used from one actor.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="stopTheSystem">Begins an orderly stop of the program. The argument is the reason.</param>
internal sealed class RestartLimit(TimeProvider time, Action<string> stopTheSystem)
{
    /// <summary>Maximum number of restarts within <see cref="Window"/>. The next exception stops the program.</summary>
    public const int MaxRestarts = 5;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Queue<TimeSpan> _restarts = new();

    public Directive Decide(Exception failure)
    {
        var now = time.GetElapsedTime(0);
        _restarts.Enqueue(now);
        while (_restarts.Peek() < now - Window)
            _restarts.Dequeue();
        if (_restarts.Count <= MaxRestarts)
            return Directive.Restart;

        stopTheSystem($"The storage failed {_restarts.Count} times within {Window.TotalSeconds} s: {failure.Message}");
        return Directive.Stop;
    }
}
