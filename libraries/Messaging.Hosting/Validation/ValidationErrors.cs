namespace Messaging.Hosting.Validation;

/// <summary>What is wrong with a request, by field.</summary>
public sealed class ValidationErrors
{
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);
    private int _late;

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>Whether there are errors, none of which the same request would have had at an earlier time.</summary>
    public bool AreOnlyLate => _late > 0 && _late == _errors.Values.Sum(messages => messages.Count);

    /// <summary>Notes what may not have been wrong when the same was sent before.</summary>
    /// <param name="field">The field, as its caller knows it.</param>
    /// <param name="message">What is wrong with it, in a sentence.</param>
    public void AddLate(string field, string message)
    {
        _late++;
        Add(field, message);
    }

    /// <summary>Notes what is wrong with a field. One field may have several errors.</summary>
    /// <param name="field">The field, as its caller knows it.</param>
    /// <param name="message">What is wrong with it, in a sentence.</param>
    public void Add(string field, string message)
    {
        if (!_errors.TryGetValue(field, out var messages))
        {
            _errors[field] = messages = [];
        }

        messages.Add(message);
    }

    /// <summary>The messages of each field, in the order in which they were noted.</summary>
    public IDictionary<string, string[]> ToDictionary() => _errors.ToDictionary(error => error.Key, error => error.Value.ToArray());

    /// <summary>All of it in one text, a line per field.</summary>
    public override string ToString() => string.Join('\n', _errors.Select(error => $"{error.Key}: {string.Join(' ', error.Value)}"));
}
