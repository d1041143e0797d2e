using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Protoo.Rooms;

namespace Protoo.Tests.Rooms;

/// <summary>One line for each rejected client, whatever it has sent.</summary>
public sealed class RejectionsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<ProtooMetrics>().BuildServiceProvider();
    private readonly FakeLogger<Rejections> _log = new();
    private readonly Rejections _rejections;

    public RejectionsTests() => _rejections = new Rejections(_services.GetRequiredService<ProtooMetrics>(), _log);

    public void Dispose()
    {
        _rejections.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Unknown_IsADash()
    {
        _rejections.Report(null, PeerTransport.Native, null, 403, "Not Allowed");
        Assert.Equal("Rejected a Native client from - (room -, peer -, user -): 403 Not Allowed", _log.LatestRecord.Message);
        Assert.Equal(LogLevel.Information, _log.LatestRecord.Level);
    }

    [Theory]
    [InlineData("ann", null, "bearer", "ann")]
    [InlineData(null, "7", "bearer", "7")]
    [InlineData("ann", "7", "bearer", "ann")]
    [InlineData("ann", "7", null, "-")]
    [InlineData(null, null, "bearer", "-")]
    public void User_IsNamed_IfAuthenticated(string? name, string? id, string? scheme, string expected)
    {
        Claim[] claims = [.. name is null ? [] : new[] { new Claim(ClaimTypes.Name, name) }, .. id is null ? [] : new[] { new Claim(ClaimTypes.NameIdentifier, id) }];
        var context = new DefaultHttpContext { User = new ClaimsPrincipal(new ClaimsIdentity(claims, scheme)) };
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        context.Connection.RemotePort = 7;
        _rejections.Report(context, PeerTransport.SignalR, null, 401, "who");
        Assert.Equal($"Rejected a SignalR client from 127.0.0.1:7 (room -, peer -, user {expected}): 401 who", _log.LatestRecord.Message);
    }

    [Fact]
    public void WhatTheClientSays_WritesNoLineOfItsOwn()
    {
        var limits = new RoomLimits(new ProtooOptions(), _services.GetRequiredService<ProtooMetrics>(), _log);
        var request = new ConnectionRequest(new DefaultHttpContext(), PeerTransport.Native, new(), limits);
        request.Accept("r\n", "p\u2028q\u2029\u0007");
        _rejections.Report(null, PeerTransport.Native, request, 409, "a\rb");
        Assert.Equal("Rejected a Native client from - (room r?, peer p?q??, user -): 409 a?b", _log.LatestRecord.Message);
    }

    [Fact]
    public void NotLogged_IsCountedAllTheSame()
    {
        using var counted = new MetricCollector<long>(_services.GetRequiredService<IMeterFactory>(), ProtooMetrics.MeterName, "protoo.connection_requests");
        _log.ControlLevel(LogLevel.Information, false);
        _rejections.Report(null, PeerTransport.Native, null, 409, "reason");
        Assert.Equal("409", counted.LastMeasurement!.Tags["error.type"]);
        Assert.Empty(_log.Collector.GetSnapshot());
    }

    [Fact]
    public void ManyFromOneAddress_FillNoLog_AndOthersAreLogged()
    {
        using var counted = new MetricCollector<long>(_services.GetRequiredService<IMeterFactory>(), ProtooMetrics.MeterName, "protoo.connection_requests");
        for (var i = 0; i < 200; i++)
        {
            Report("203.0.113.1");
        }

        var records = _log.Collector.GetSnapshot();
        Assert.Equal(100, records.Count(static record => record.Id.Name == "Rejected"));
        Assert.Equal("Rejects many clients from 203.0.113.1: for up to a minute, no more of them are logged.", Assert.Single(records, static record => record.Id.Name == "ManyRejected").Message);
        Assert.Equal(200, counted.GetMeasurementSnapshot().Count);

        Report("203.0.113.2");
        Assert.StartsWith("Rejected a Native client from 203.0.113.2:7 ", _log.LatestRecord.Message, StringComparison.Ordinal);
    }

    private void Report(string address)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        context.Connection.RemotePort = 7;
        _rejections.Report(context, PeerTransport.Native, null, 429, "reason");
    }
}
