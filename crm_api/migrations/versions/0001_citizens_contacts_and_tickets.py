"""Citizens, contacts and tickets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "citizens",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "search_key",
            sa.String(length=800),
            nullable=False,
            comment="name without case and accents",
        ),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizens")),
    )
    op.create_table(
        "positions",
        sa.Column("follower", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, comment="last journal record taken"),
        sa.PrimaryKeyConstraint("follower", name=op.f("pk_positions")),
    )
    op.create_table(
        "reports",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("report_key", sa.String(length=200), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False, comment="JSON of the event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("report_key", name=op.f("uq_reports_report_key")),
    )
    op.create_table(
        "ticket_series",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "last", sa.Integer(), nullable=False, comment="the last serial given; none is skipped"
        ),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_ticket_series")),
    )
    op.create_table(
        "citizen_numbers",
        sa.Column(
            "citizen_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "number",
            sa.String(length=64),
            nullable=False,
            comment="E.164, or as given if it has no such",
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"],
            ["citizens.id"],
            name=op.f("fk_citizen_numbers_citizen_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("citizen_id", "number", name=op.f("pk_citizen_numbers")),
    )
    with op.batch_alter_table("citizen_numbers", schema=None) as batch_op:
        batch_op.create_index("ix_citizen_numbers_number", ["number"], unique=False)

    op.create_table(
        "contacts",
        sa.Column("contact_id", sa.String(length=150), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, comment="journal record of the arrival"),
        sa.Column("entry_point", sa.String(length=64), nullable=False),
        sa.Column("caller_number", sa.String(length=64), nullable=False, comment="as presented"),
        sa.Column(
            "caller", sa.String(length=64), nullable=False, comment="E.164; empty when nobody's"
        ),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agent_id", sa.String(length=64), nullable=False),
        sa.Column("ended_by", sa.String(length=20), nullable=False),
        sa.Column("ending", sa.String(length=40), nullable=False),
        sa.Column("wait_s", sa.Float(), nullable=True),
        sa.Column("talk_s", sa.Float(), nullable=True),
        sa.Column("disposition", sa.String(length=64), nullable=False),
        sa.Column(
            "citizen_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"],
            ["citizens.id"],
            name=op.f("fk_contacts_citizen_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_contacts")),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index("ix_contacts_arrived_at", ["arrived_at"], unique=False)
        batch_op.create_index("ix_contacts_caller_seq", ["caller", "seq"], unique=False)
        batch_op.create_index("ix_contacts_citizen_id_seq", ["citizen_id", "seq"], unique=False)
        batch_op.create_index("ix_contacts_seq", ["seq"], unique=False)

    op.create_table(
        "tickets",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("number", sa.String(length=20), nullable=False, comment="told to the citizen"),
        sa.Column("contact_id", sa.String(length=150), nullable=True),
        sa.Column(
            "citizen_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disposition", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizens.id"], name=op.f("fk_tickets_citizen_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.contact_id"], name=op.f("fk_tickets_contact_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_tickets_contact_id")),
        sa.UniqueConstraint("number", name=op.f("uq_tickets_number")),
    )
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.create_index("ix_tickets_citizen_id_state", ["citizen_id", "state"], unique=False)
        batch_op.create_index("ix_tickets_state_id", ["state", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index("ix_tickets_state_id")
        batch_op.drop_index("ix_tickets_citizen_id_state")

    op.drop_table("tickets")
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.drop_index("ix_contacts_seq")
        batch_op.drop_index("ix_contacts_citizen_id_seq")
        batch_op.drop_index("ix_contacts_caller_seq")
        batch_op.drop_index("ix_contacts_arrived_at")

    op.drop_table("contacts")
    with op.batch_alter_table("citizen_numbers", schema=None) as batch_op:
        batch_op.drop_index("ix_citizen_numbers_number")

    op.drop_table("citizen_numbers")
    op.drop_table("ticket_series")
    op.drop_table("reports")
    op.drop_table("positions")
    op.drop_table("citizens")
