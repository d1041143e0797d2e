using System.Text.Json.Serialization;

namespace Protoo.Tests.Functional.Payloads;

[JsonDerivedType(typeof(Circle), "circle")]
internal interface IShape
{
    internal sealed record Circle(double Radius) : IShape;
}
