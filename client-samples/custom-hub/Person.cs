using Protoo.Samples.CustomHub.Authentication;

namespace Protoo.Samples.CustomHub;

/// <summary>The state of a person in a classroom.</summary>
public sealed class Person(ConnectionRequest request)
{
    public bool IsTeacher { get; } = request.User.IsInRole(Claims.Teacher);
}
