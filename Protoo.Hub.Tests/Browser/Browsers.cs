namespace Protoo.Tests.Browser;

/// <summary>The browser tests run one after the other: each has several pages that encode video.</summary>
[CollectionDefinition(Name)]
public sealed class Browsers : ICollectionFixture<Chromium>
{
    public const string Name = "Browser";
}
