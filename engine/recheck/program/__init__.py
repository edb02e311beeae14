"""Rules in the form that engines take: one small tree for conditions, definitions and approvals."""
