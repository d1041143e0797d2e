namespace Protoo.Tests.Browser;

/// <summary>Browser tests run one at a time: each has several pages that encode video.</summary>
[CollectionDefinition(Name)]
public sealed class Browsers : ICollectionFixture<Chromium>
{
    public const string Name = "Browser";
}
