namespace CryptoFlow.Dashboard.Tests.Support;

/// <summary>All browser tests share one browser and one program, and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PageCollection : ICollectionFixture<Chromium>, ICollectionFixture<DemoServer>
{
    public const string Name = "page";
}
