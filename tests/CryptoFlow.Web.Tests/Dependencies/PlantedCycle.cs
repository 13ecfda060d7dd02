#pragma warning disable IDE0130 // The namespaces act as two folders that need each other.

namespace CryptoFlow.PlantedLeft
{
    internal sealed record LeftThing(PlantedRight.RightThing? Other);
}

namespace CryptoFlow.PlantedRight
{
    internal sealed record RightThing(PlantedLeft.LeftThing? Other);
}
