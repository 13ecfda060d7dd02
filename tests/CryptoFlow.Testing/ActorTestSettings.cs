using System.Globalization;

namespace CryptoFlow.Testing;

/// <summary>Settings of Akka's TestKit, as HOCON.</summary>
public static class ActorTestSettings
{
    /// <summary>The actors' timers run only when the test moves the scheduler.</summary>
    public const string TimersOfTheTest = "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"\n";

    /// <summary>
    /// Every wait without a time of its own ends with <see cref="HangGuard"/>. TestKit's own 3 s are too short for a busy machine. Each class that derives from TestKit
    /// passes these settings.
    /// </summary>
    public static readonly string Patient = string.Create(
        CultureInfo.InvariantCulture,
        $"akka.test {{ single-expect-default = {HangGuard.Limit.TotalSeconds} s, default-timeout = {HangGuard.Limit.TotalSeconds} s }}\n");
}
