namespace Protoo;

/// <summary>The value of an option, and whether it was assigned or is the default.</summary>
/// <remarks>
/// Writing back a value that was just read does not count as an assignment: <c>ConfigurationBinder</c> does this with options that a
/// section does not contain.
/// </remarks>
internal struct AssignableOption<T>(T byDefault)
    where T : struct
{
    private T _value = byDefault;
    private bool _wasRead;

    public bool IsAssigned { get; private set; }

    public T Value
    {
        get
        {
            if (!IsAssigned && !_wasRead)
            {
                _wasRead = true;
            }

            return _value;
        }

        set
        {
            IsAssigned |= !_wasRead || !EqualityComparer<T>.Default.Equals(value, _value);
            _wasRead = false;
            _value = value;
        }
    }

    /// <summary>Takes the value of another option that is assigned, if this one is not.</summary>
    public void FillFrom(in AssignableOption<T> other)
    {
        if (!IsAssigned && other.IsAssigned)
        {
            Value = other._value;
            IsAssigned = true;
        }
    }
}
