using System.Text.Json.Serialization;

namespace Protoo.Tests.Functional.Payloads;

/// <summary>A type with a discriminator for its derived types.</summary>
[JsonDerivedType(typeof(Cat), "cat")]
[JsonDerivedType(typeof(Dog), "dog")]
internal abstract record Animal(string Name)
{
    internal sealed record Cat(string Name, int Lives) : Animal(Name);

    internal sealed record Dog(string Name, Animal? Enemy) : Animal(Name);
}
