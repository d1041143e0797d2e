using Microsoft.AspNetCore.Http.Features;

namespace Protoo.Tests.Infrastructure;

/// <summary>An upgrade with recorded writes.</summary>
internal sealed class CountedUpgrade(IHttpUpgradeFeature inner, List<int> writes) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    public async Task<Stream> UpgradeAsync() => new CountedStream(await inner.UpgradeAsync(), writes);
}
