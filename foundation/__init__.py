"""What everyone stands on: group commit, identifiers, Vietnamese text, error answers, base templates, the outbox."""
