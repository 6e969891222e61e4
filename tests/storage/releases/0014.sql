-- A small agency as the release with schema 0014 left it: every table has rows, newest ones were deleted, one
-- person is a guest, and some messages wait. Both databases take these words.
INSERT INTO workspace (id, enterprise, team, language, country, zone, digest_minute, makeup_saturdays, quiet_from, quiet_to, patience_hours) VALUES
    (1, '', 'T0AGENCY', 'vi', 'VN', 'Asia/Ho_Chi_Minh', 540, false, 1200, 480, 4);
INSERT INTO calendar_override (id, day, working, name, workspace_id) VALUES
    (1, '2026-12-12', true, 'Làm bù', 1);
INSERT INTO channel (id, channel, name, external, guests, outsiders, bot_is_in, checked_at, workspace_id) VALUES
    (1, 'C02MOCAN', 'moc-an', false, 0, '[]', true, '2026-11-23 01:00:00.000000', 1),
    (2, 'C03CLIENT', 'moc-an-client', false, 1, '["U06CHI"]', true, '2026-11-23 01:00:00.000000', 1);
INSERT INTO client (id, name, folded, language, workspace_id) VALUES
    (1, 'Mộc An', 'moc an', 'vi', 1),
    (2, 'Mộc-An', 'moc-an', 'en', 1),
    (3, 'Đà Lạt Milk', 'da lat milk', 'vi', 1);
INSERT INTO member (id, "user", name, zone, language, role, department, external, gone, leave_from, leave_to, delegate_id, digest_minute, quiet_from, quiet_to, checked_at, workspace_id) VALUES
    (1, 'U01HUONG', 'Nguyễn Thu Hương', 'Asia/Ho_Chi_Minh', NULL, 'admin', 'account', false, false, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 02:00:00.000000', 1),
    (2, 'U03LAN', 'Phạm Ngọc Lan', 'Asia/Ho_Chi_Minh', 'vi', 'lead', 'creative', false, false, '2026-12-20', '2026-12-24', 1, 510, 1260, 420, '2026-11-20 02:00:00.000000', 1),
    (3, 'U06CHI', 'Trần Mai Chi', 'Asia/Ho_Chi_Minh', NULL, 'guest', NULL, true, false, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20 02:00:00.000000', 1);
INSERT INTO project (id, name, folded, slug, client_id, channel, ae_id, am_id, language, zone, currency, starts_on, ends_on, state, workspace_id) VALUES
    (1, 'Mộc An Tết 2027', 'moc an tet 2027', 'moc-an-tet-2027', 1, 'C02MOCAN', 1, NULL, 'vi', 'Asia/Ho_Chi_Minh', 'VND', '2026-11-01', NULL, 'active', 1),
    (2, 'Quản lý kênh', 'quan ly kenh', 'quan-ly-kenh', 2, 'C03CLIENT', 1, 2, 'vi', 'Asia/Ho_Chi_Minh', 'VND', NULL, NULL, 'active', 1),
    (3, 'Nội bộ', 'noi bo', 'noi-bo', NULL, NULL, 1, NULL, 'vi', 'Asia/Ho_Chi_Minh', 'VND', NULL, NULL, 'active', 1);
INSERT INTO project_person (id, project_id, member_id, part, workspace_id) VALUES (1, 1, 2, 'creative', 1);
INSERT INTO deliverable (id, project_id, number, title, owner_id, due_on, due_minute, status, definition_of_done, department, round, snoozed_until, done_at, workspace_id) VALUES
    (1, 1, 1, 'KV chính', 2, '2026-11-20', 600, 'briefed', 'Sếp duyệt', 'creative', 1, NULL, NULL, 1),
    (2, 1, 2, 'TVC 15s', 2, '2026-11-18', NULL, 'delivered', '', NULL, 2, '2026-11-19', '2026-11-19 02:00:00.000000', 1);
INSERT INTO brief (id, project_id, version, workspace_id) VALUES (1, 1, 1, 1), (2, 3, 1, 1);
INSERT INTO brief_version (id, brief_id, number, template, fields, source, links, why, author_id, at, workspace_id) VALUES
    (1, 1, 1, 'tvc', '{"objective": "Bán 500 hộp", "deliverables": "KV", "budget": "500tr", "deadline": "15/12/2026", "deadline_on": "2026-12-15", "metric": "500", "audience": "mẹ", "message": "ấm", "approver": "Chi"}', 'Chị muốn…', '["https://x.vn/p1"]', NULL, 1, '2026-11-20 02:00:00.000000', 1),
    (2, 2, 1, 'tvc', '{"objective": "Tiệc năm mới", "deliverables": "KV", "budget": "50tr", "deadline": "15/12/2026", "deadline_on": "2026-12-15", "metric": "1", "audience": "ta", "message": "vui", "approver": "Hương"}', '', '[]', NULL, 1, '2026-11-20 02:00:00.000000', 1);
INSERT INTO relay (id, brief_id, version, department, state, at, member_id, answered_at, playback, objective, audience, said, workspace_id) VALUES
    (1, 1, 1, 'creative', 'waiting', '2026-11-20 02:00:00.000000', NULL, NULL, '', '', '', '', 1);
INSERT INTO relay_ask (id, relay_id, member_id, at, still) VALUES (1, 1, 2, '2026-11-20 02:00:00.000000', false);
INSERT INTO question (id, workspace_id, brief_id, number, field, rule, quote, words, asked_by_id, asked_at, answer, answered_by_id, answered_at, relay_id) VALUES
    (1, 1, 1, 1, NULL, NULL, '', '{"": "Ai duyệt?"}', 1, '2026-11-20 02:00:00.000000', NULL, NULL, NULL, NULL);
INSERT INTO feedback (id, project_id, deliverable_id, round, source, said_by, channel, message_ts, permalink, author_id, at, workspace_id) VALUES
    (1, 1, 1, 1, 'Logo to hơn', 'Chi', 'C02MOCAN', '1.1', 'https://x.vn/p2', 1, '2026-11-20 02:00:00.000000', 1);
INSERT INTO feedback_item (id, feedback_id, position, kind, text, done_at, workspace_id) VALUES
    (1, 1, 0, 'must', 'Logo to hơn', NULL, 1);
INSERT INTO todo (id, owner_id, text, due_on, due_minute, done_at, workspace_id) VALUES
    (1, 1, 'gọi chị Chi', '2026-11-23', 540, NULL, 1);
INSERT INTO change (id, actor_id, verb, request, why, at, workspace_id) VALUES
    (1, 1, 'todo.add', NULL, NULL, '2026-11-23 01:00:00.000000', 1),
    (2, 1, 'todo.add', NULL, NULL, '2026-11-23 01:00:00.000000', 1),
    (3, 1, 'todo.drop', NULL, 'gõ nhầm', '2026-11-23 01:00:00.000000', 1);
INSERT INTO change_item (id, change_id, entity, entity_id, field, "before", "after") VALUES
    (1, 1, 'todo', 1, 'owner_id', NULL, '1'), (2, 1, 'todo', 1, 'text', NULL, '"gọi chị Chi"'), (3, 1, 'todo', 1, 'due_on', NULL, '"2026-11-23"'),
    (4, 2, 'todo', 2, 'owner_id', NULL, '1'), (5, 2, 'todo', 2, 'text', NULL, '"mua hoa"'), (6, 2, 'todo', 2, 'due_on', NULL, '"2026-11-23"'),
    (7, 3, 'todo', 2, 'owner_id', '1', NULL), (8, 3, 'todo', 2, 'text', '"mua hoa"', NULL), (9, 3, 'todo', 2, 'due_on', '"2026-11-23"', NULL);
INSERT INTO outbox (id, day, kind, recipient, cause, subject, payload, card_id, told_in_id, not_before, state, attempts, stumbles, started_at, sent_at, channel, ts, reason, workspace_id) VALUES
    (1, '2026-11-20', 'deliverables', 'C02MOCAN', '1', 'deliverables:1', '{"ids": [1, 2], "by": "U01HUONG", "audience": "team"}', NULL, NULL, '2026-11-20 02:00:00.000000', 'sent', 1, 0, '2026-11-20 02:00:00.000000', '2026-11-20 02:00:01.000000', 'C02MOCAN', '100.1', NULL, 1),
    (2, '2026-11-20', 'digest', 'U03LAN', '', 'digest:2', '{"shown": [1], "todos": [], "for": []}', NULL, NULL, '2026-11-20 02:00:00.000000', 'sent', 1, 0, '2026-11-20 02:00:00.000000', '2026-11-20 02:00:01.000000', 'D03', '100.2', NULL, 1),
    (3, '2026-11-23', 'brief', 'C02MOCAN', '2', 'brief:1', '{}', NULL, NULL, '2026-11-23 02:00:00.000000', 'pending', 0, 0, NULL, NULL, NULL, NULL, NULL, 1),
    (4, '2026-11-23', 'redraw', 'C02MOCAN', '1/3', '', '{}', 1, NULL, '2026-11-23 02:00:00.000000', 'pending', 0, 0, NULL, NULL, NULL, NULL, NULL, 1),
    (5, '2026-11-20', 'notice', 'U01HUONG', 'guest/C03CLIENT/U06CHI/Mộc An', '', '{"key": "audience.guest", "language": "vi", "facts": {"guest": "Trần Mai Chi", "project": "Quản lý kênh", "channel": "C03CLIENT", "count": 0}}', NULL, NULL, '2026-11-20 02:00:00.000000', 'sent', 1, 0, NULL, '2026-11-20 02:00:01.000000', 'D01', '100.3', NULL, 1),
    (7, '2026-11-20', 'brief', 'C01CHUNG', '1', 'brief:2', '{"audience": "team"}', NULL, NULL, '2026-11-20 02:00:00.000000', 'sent', 1, 0, NULL, '2026-11-20 02:00:01.000000', 'C01CHUNG', '100.4', NULL, 1),
    (6, '2026-11-20', 'notice', 'U01HUONG', 'other', '', '{"key": "audience.guest", "language": "vi", "facts": {"guest": "Trần Mai Chi", "project": "Quản lý kênh", "channel": "C03CLIENT", "count": 0}}', NULL, 5, '2026-11-20 02:00:00.000000', 'dropped', 0, 0, NULL, NULL, NULL, NULL, NULL, 1);
INSERT INTO rung (id, deliverable_id, step, promised_on, member_id, told_in_id, workspace_id) VALUES (1, 1, 'lead', '2026-11-20', 2, NULL, 1);
INSERT INTO lane (id, recipient, channel, waiting, next_at, lease_by, in_line, workspace_id) VALUES
    (1, 'C02MOCAN', 'C02MOCAN', true, '2000-01-01 00:00:00.000000', NULL, NULL, 1),
    (2, 'U03LAN', 'D03', false, '2000-01-01 00:00:00.000000', NULL, NULL, 1),
    (3, ':post', NULL, false, '2000-01-01 00:00:00.000000', NULL, NULL, 1);
INSERT INTO digest_day (id, member_id, day) VALUES (1, 2, '2026-11-23');
INSERT INTO do_not_disturb (id, member_id, starts_at, ends_at, fresh_until) VALUES (1, 2, NULL, NULL, '2026-11-23 02:00:00.000000');
INSERT INTO draft (id, member_id, kind, scope, "values", closed, at, workspace_id) VALUES
    (1, 1, 'deliverables', '', '{"lines": "KV @lan 15/12"}', false, '2026-11-22 02:00:00.000000', 1);
INSERT INTO processed (id, "key", outcome, at, workspace_id) VALUES (1, 'trigger/1.1', '/2', '2026-11-23 01:00:00.000000', 1);
