import { PageHead } from '../../parts/page-head.tsx';

export const PeoplePage = () => <PageHead title="PeoplePage" />;
