using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Functional;

/// <summary>A hub whose clients send what may be a service type.</summary>
internal sealed class DataHub : Hub
{
    public string Implicit(int number, FormsHub.Service service) => $"{number} {service.Name}";
}
